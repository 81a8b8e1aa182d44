import { address, type Params } from './address.ts';
import { type Answer, asked } from './asked.ts';
import { clock } from './clock.ts';

export interface LookingBack {
  /** Asks for the document as of then; null asks for nothing more. The last one asked for wins. */
  to(at: number | null, params: Params): void;
}

/** Documents of the past, from /api/pages/NAME: asked for when a slider rests for a moment, older requests given up. */
export function lookingBack<D>(name: string, answered: (at: number, answer: Answer<D>) => void): LookingBack {
  let [cancel, under]: [(() => void)?, AbortController?] = [];
  return {
    to(at, params) {
      cancel?.();
      under?.abort();
      if (at === null) return;
      const current = new AbortController();
      under = current;
      cancel = clock.after(REST, async () => {
        try {
          const url = address(['api', 'pages', name], { ...params, at: String(at) });
          const answer = await asked<D>(url, current.signal);
          if (!current.signal.aborted) answered(at, answer);
        } catch (thrown) {
          if (!current.signal.aborted) reportError(thrown);
        }
      });
    },
  };
}

const REST = 120;
