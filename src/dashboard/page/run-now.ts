import type { JobDocument } from '../documents/job-shapes.ts';
import { address } from './address.ts';
import { sayCoded } from './coded.ts';
import { el, fill, say, set } from './dom.ts';
import { posted } from './posted.ts';

/** A button that runs a job, once it is confirmed; where that cannot be it says why. */
export function runNow(job: string) {
  const why = el('span', { class: 'why', id: 'why-not' });
  const button = el('button', { type: 'button', 'aria-describedby': 'why-not' }, 'Run now');
  const [does, failed] = [el('ul'), el('p', { class: 'failed', role: 'alert' })];
  const go = el('button', { type: 'button', class: 'go' }, 'Run now');
  const cancel = el('button', { type: 'button', autofocus: true }, 'Cancel');
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'run-now' },
    el('h2', { id: 'run-now' }, `Run ${job} now?`),
    does,
    failed,
    el('div', { class: 'tools' }, go, cancel),
  );
  button.addEventListener('click', () => {
    say(failed, '');
    go.disabled = false;
    dialog.showModal();
  });
  cancel.addEventListener('click', () => dialog.close());
  go.addEventListener('click', async () => {
    go.disabled = true;
    say(failed, '');
    const answer = await posted<{ readonly run: number | null }>(address(['api', 'jobs', job, 'runs']));
    if (answer.kind === 'document') {
      const { run } = answer.document;
      return location.assign(address(['jobs', job, ...(run === null ? [] : [String(run)])]));
    }
    go.disabled = false;
    say(failed, answer.kind === 'away' ? 'The server does not answer.' : answer.problem.detail);
  });
  return {
    element: el('div', { class: 'pair' }, button, why, dialog),
    show(document: JobDocument) {
      set(button, { disabled: document.refusal !== null });
      sayCoded(why, document.refusal ?? '');
      fill(does, ...whatItDoes(document).map((text) => el('li', {}, text)));
    },
  };
}

const WRITES: Readonly<Record<string, string>> = {
  messages: 'It posts to',
  view: 'It replaces the rows of the view',
  keys: 'It writes the keys of',
};

function whatItDoes({ destinations, notify }: JobDocument): readonly string[] {
  return [
    'It runs in the process of this dashboard, with the timeout and the retries that its file gives it.',
    ...destinations.map(({ kind, name }) => `${WRITES[kind] ?? 'It writes to'} ${name}.`),
    ...notify.map((who) => `How it ends is told by ${who}.`),
  ];
}
