/** Runs scenarios and writes what they found into results.md: `npm run bench -- --help`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { kinesis } from './kinesis.ts';
import { memory } from './memory.ts';
import { peers } from './peers.ts';
import { progress } from './progress.ts';
import { rewritten, section } from './results.ts';
import { stages } from './stages.ts';
import { stores } from './stores.ts';

/** Each gives its section of the results. */
const scenarios = { peers, stages, memory, stores, kinesis };
const names = Object.keys(scenarios) as (keyof typeof scenarios)[];

await new Command('npm run bench --')
  .description('Measure Millrace, and write what was found into bench/results.md. All of it takes up to 25 minutes.')
  .addArgument(new Argument('[scenario...]', 'which ones; the sections of the others stay').choices(names))
  .addHelpText(
    'after',
    `
Scenarios:
  peers    usd-per-minute over 5 million trades, against other programs that find the same
  stages   where the time of that goes
  memory   by the number of trades and of keys
  stores   what commits cost in memory, SQLite and Redis
  kinesis  trades into a stream and back, plain and packed

Logs of trades are made in the folder for temporary files, 3.7 GB in all, and kept there for the next bench.

Example:
  $ npm run bench -- peers memory`,
  )
  .action(async (wanted: readonly (keyof typeof scenarios)[]) => {
    const path = join(import.meta.dirname, 'results.md');
    for (const name of names) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      progress(`\n${name}`);
      const found = section(name, await scenarios[name]());
      process.stdout.write(`${found}\n`);
      // At once, so that what was found stays when a later one fails.
      await writeFile(path, rewritten(await readFile(path, 'utf8'), new Map([[name, found]]), names));
    }
  })
  .parseAsync();
