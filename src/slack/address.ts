import { PipelineError } from '../core/errors.ts';

/** Where Slack's Web API is, such as `https://slack.com/api/`; a proxy or a stand-in by `SLACK_API_URL`. */
export function slackUrl(url = process.env.SLACK_API_URL || 'https://slack.com/api/'): string {
  const parsed = URL.parse(url);
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.search === '') {
    return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
  }
  throw new PipelineError('CONFIG', `SLACK_API_URL is "${url}". Wanted: such as https://slack.com/api/.`);
}
