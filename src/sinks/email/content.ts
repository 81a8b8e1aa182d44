import type { Chart } from '../../core/chart.ts';
import { PipelineError } from '../../core/errors.ts';
import { settled } from '../../core/settled.ts';
import { subjectOf, textOf } from '../../mail/mail.ts';

/** One mail. */
export interface Email {
  /** On one line; what is longer than 200 characters is cut. */
  readonly subject: string;
  /** Plain text; above 512 Ki characters it is cut. */
  readonly text: string;
  /** Shown below the text, and attached, as PNG. */
  readonly charts?: readonly Chart[];
}

/** Charts of one mail, and bytes of all of them, their data included, that wait in a store. */
const CHARTS = { count: 10, bytes: 4 << 20 };

/** The texts that are stored of what is said, one for each mail. @throws PipelineError CONFIG for anything else */
export function emailsOf(to: string, content: unknown): readonly string[] {
  settled(to, content);
  if (content === undefined) return [];
  const all: readonly unknown[] = Array.isArray(content) ? content : [content];
  return all.map((one) => {
    if (isEmail(one)) return JSON.stringify(bounded(one));
    throw new PipelineError(
      'CONFIG',
      `${to} was given a function that gives ${described(one)}. Wanted: { subject, text } of texts, with ` +
        'charts: […] if there are any; several in an array; undefined or [] where there is nothing to say.',
    );
  });
}

/** What a stored text says. */
export const emailIn = (body: string): Required<Email> => JSON.parse(body);

/** What would be too much for a store or a mail is left out, and the mail says so: no later run could do better. */
function bounded({ subject, text, charts = [] }: Email): Required<Email> {
  const kept: Chart[] = [];
  const notes: string[] = [];
  let left = CHARTS.bytes;
  for (const chart of charts) {
    const { length } = Buffer.from(JSON.stringify(chart));
    if (kept.length < CHARTS.count && length <= left) {
      kept.push(chart);
      left -= length;
    } else {
      const most = `of a mail ${CHARTS.count} are drawn, of ${CHARTS.bytes} bytes of data in all`;
      notes.push(`Left out: the chart "${chart.title}" of ${length} bytes: ${most}.`);
    }
  }
  return { subject: subjectOf(subject), text: [textOf(text), ...notes].join('\n\n'), charts: kept };
}

const isEmail = (one: unknown): one is Email =>
  isObject(one) &&
  typeof one.subject === 'string' &&
  typeof one.text === 'string' &&
  (one.charts === undefined || (Array.isArray(one.charts) && one.charts.every(isChart)));

const isChart = (one: unknown): boolean => isObject(one) && one.kind === 'chart';

const isObject = (one: unknown): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null;

function described(content: unknown): string {
  if (!isObject(content)) return typeof content === 'string' ? 'a text' : String(content);
  return `an object with ${Object.keys(content).slice(0, 5).join(', ') || 'nothing in it'}`;
}
