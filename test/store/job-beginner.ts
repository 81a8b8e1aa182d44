// A process that begins runs of a job: `node job-beginner.ts URL OWNER TIMES`. For each of so many times in turn it
// begins the run that is due then, and ends it where it has begun it; it writes a line for each: the time and its number.
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/runtime/clock.ts';
import { KEEP } from '../../src/store/jobs.ts';
import { openStore } from '../../src/store/open-store.ts';

const [url = '', owner = '', times = '0'] = process.argv.slice(2);

const store = await openStore(url, { clock: systemClock });
for (let scheduled = 1; scheduled <= Number(times); scheduled++) {
  const run = await store.jobs.begin({
    job: 'report',
    cause: 'schedule',
    scheduled,
    owner,
    keep: { ...KEEP, runs: 1_000 },
  });
  if (!run.begun) continue;
  await store.jobs.finish(
    { job: 'report', number: run.number, owner },
    { result: 'succeeded', duration: 0, records: 0, setAside: 0, log: owner },
  );
  writeSync(1, `${scheduled} ${run.number}\n`);
}
await store.close();
