import type { Chart } from '../../core/chart.ts';
import { PipelineError } from '../../core/errors.ts';
import { settled } from '../../core/settled.ts';
import { shortened } from '../../core/shortened.ts';
import { literal, messagesOf } from '../../slack/text.ts';

/** Blocks of Slack's Block Kit, at most 50; the text is for notifications, and for who does not see them. */
export interface SlackBlocks {
  readonly text?: string;
  readonly blocks: readonly object[];
}

/** What is said: a text as Slack formats it, a chart, blocks, or several of these, one message each. */
export type SlackContent = string | Chart | SlackBlocks | readonly SlackContent[];

/** One message, as it is committed. */
export type Message = { readonly text: string; readonly blocks?: readonly object[] } | { readonly chart: Chart };

/** In UTF-16 code units, of a message that waits in a store: a chart with its data, blocks. */
const BODY_MAX = 4 << 20;

/** The texts that are stored of what is said, one for each message. @throws PipelineError CONFIG for anything else */
export const bodiesOf = (to: string, content: unknown, preformatted: boolean): readonly string[] =>
  messagesIn(to, settled(to, content), preformatted).map(bodyOf);

/** What would be too much for a store is not: people are told instead, for no later run could do better. */
function bodyOf(message: Message): string {
  const body = JSON.stringify(message);
  if (body.length <= BODY_MAX) return body;
  const what = 'chart' in message ? `The chart "${shortened(message.chart.title, NAMED)}" is` : 'Blocks are';
  return JSON.stringify({ text: `:warning: ${literal(what)} left out: of ${body.length} bytes, data included.` });
}

/** Of a title, where it is named. */
const NAMED = 200;

/** What a stored text says. */
export const messageIn = (body: string): Message => JSON.parse(body);

function messagesIn(to: string, content: unknown, preformatted: boolean): readonly Message[] {
  if (typeof content === 'string') return messagesOf(content, preformatted).map((text) => ({ text }));
  if (Array.isArray(content)) return content.flatMap((one) => messagesIn(to, one, preformatted));
  if (isChart(content)) return [{ chart: content }];
  if (isBlocks(content))
    return content.blocks.length === 0 ? [] : [{ text: content.text ?? '', blocks: content.blocks }];
  throw new PipelineError(
    'CONFIG',
    `${to} was given a function that gives ${described(content)}. Wanted: a text, a chart, { blocks: […] }, or ` +
      "several of these in an array; '' or [] where there is nothing to say.",
  );
}

const isChart = (content: unknown): content is Chart =>
  typeof content === 'object' && content !== null && 'kind' in content && content.kind === 'chart';

const isBlocks = (content: unknown): content is SlackBlocks =>
  typeof content === 'object' && content !== null && 'blocks' in content && Array.isArray(content.blocks);

function described(content: unknown): string {
  if (typeof content !== 'object' || content === null) return String(content);
  return `an object with ${Object.keys(content).slice(0, 5).join(', ') || 'nothing in it'}`;
}
