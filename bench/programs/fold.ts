/** Follows a log to its end as a consumer of usd-per-minute does, into a store: `node fold.ts STORE LOG`. */
import { lastValueFrom } from 'rxjs';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { silent } from '../../src/core/silent.ts';
import { file } from '../../src/logs/file/file.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

const [, , url = '', log = ''] = process.argv;
const store = await openStore(url, { clock: systemClock });

/** The share of its time in which it waits for a commit. */
async function shareOfCommits(): Promise<number> {
  let committing = 0;
  const timed: Store = new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'commit') return member.bind(target);
      return async (...args: unknown[]) => {
        const since = performance.now();
        try {
          return await member.apply(target, args);
        } finally {
          committing += performance.now() - since;
        }
      };
    },
  });
  const world = { store: timed, clock: systemClock, logger: silent, logUrl: `file:${log}`, owner: 'bench' };
  const job = { ...usdPerMinute, source: file(log, { end: true }) };
  const since = performance.now();
  await lastValueFrom(run(job, { ...world, signal: new AbortController().signal, rebuild: true }));
  return committing / (performance.now() - since);
}

const share = await shareOfCommits();
await store.close();
process.stdout.write(JSON.stringify({ share }));
