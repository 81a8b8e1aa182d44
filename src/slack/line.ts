import type { WebClient } from '@slack/web-api';
import { messageOf, type PipelineError } from '../core/errors.ts';
import { type Duration, seconds } from '../core/time.ts';
import { Busy, cut, refusalOf, SlackRefusal, type Told, Unheard } from './refusal.ts';

/** What a method is given; what is undefined is not sent. */
export type Arguments = Readonly<Record<string, unknown>>;
/** What it answers, which is looked at before it is believed. */
export type Answer = Readonly<Record<string, unknown>>;

/** From a call to the end of its answer. */
const WITHIN: Duration = seconds(15);
/** The status by which a request is refused for its size, by whatever stands in front of Slack. */
const TOO_LARGE = 413;
/** What a token that was replaced is told. */
const STALE = ['invalid_auth', 'token_expired', 'token_revoked', 'not_authed'];

/** Calls methods of Slack's Web API, each once; a token that Slack does not take is asked for afresh. */
export class Line {
  readonly #url: string;
  readonly #token: (how: { readonly fresh: boolean }) => Promise<string>;
  #made: { readonly token: string; readonly client: WebClient } | undefined;

  constructor(url: string, token: (how: { readonly fresh: boolean }) => Promise<string>) {
    this.#url = url;
    this.#token = token;
  }

  /** Errors as Busy, Unheard or SlackRefusal. `what` says in errors what it is for. */
  async call(method: string, args: Arguments, what: string): Promise<Answer> {
    const token = await this.#token({ fresh: false });
    try {
      return await this.#call(token, method, args, what);
    } catch (thrown) {
      if (!(thrown instanceof SlackRefusal && STALE.includes(thrown.slackCode))) throw thrown;
      const fresh = await this.#token({ fresh: true });
      if (fresh === token) throw thrown;
      return this.#call(fresh, method, args, what);
    }
  }

  async #call(token: string, method: string, args: Arguments, what: string): Promise<Answer> {
    const client = await this.#client(token);
    try {
      return (await client.apiCall(method, args)) as unknown as Answer;
    } catch (thrown) {
      throw errorOf(thrown, what);
    }
  }

  async #client(token: string): Promise<WebClient> {
    if (this.#made?.token === token) return this.#made.client;
    // Slow to load, and not wanted by most commands.
    const { WebClient } = await import('@slack/web-api');
    const client = new WebClient(token, {
      slackApiUrl: this.#url,
      timeout: WITHIN,
      // Its own waits are not by our clock, and last for half an hour.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: SILENT,
    });
    this.#made = { token, client };
    return client;
  }
}

/** By the codes that the library documents. What else it throws comes of an answer that broke off or made no sense. */
function errorOf(thrown: unknown, what: string): PipelineError {
  const { code, data, retryAfter, statusCode, original } = (thrown ?? {}) as {
    readonly code?: string;
    readonly data?: Told;
    readonly retryAfter?: number;
    readonly statusCode?: number;
    readonly original?: Error;
  };
  if (code === 'slack_webapi_platform_error' && data) return refusalOf(what, data);
  if (code === 'slack_webapi_rate_limited_error' && retryAfter !== undefined) {
    return new Busy(`${what}: Slack was asked for too much.`, seconds(retryAfter));
  }
  if (statusCode === TOO_LARGE) return new SlackRefusal(`${what}: it is too large for Slack.`, 'msg_too_large');
  const cause = original?.cause instanceof Error ? `: ${original.cause.message}` : '';
  const got = statusCode === undefined ? `${messageOf(original ?? thrown)}${cause}` : `status ${statusCode}`;
  return new Unheard(`${what}: no answer of Slack (${cut(got)}).`, { cause: thrown });
}

const nothing = (): void => {};
/** What it would log is in the errors. */
const SILENT = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => 'error' as never,
};
