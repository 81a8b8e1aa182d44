/** Runs every scenario and writes results.md: `npm run bench`. Ratios can be compared between machines, times cannot. */
import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { kinesis } from './kinesis.ts';
import { replay } from './replay.ts';
import { stores } from './stores.ts';

const scenarios = [replay, kinesis, stores];

const sections: string[] = [];
for (const scenario of scenarios) {
  const section = await scenario();
  process.stdout.write(`${section}\n`);
  sections.push(section);
}
const machine = `Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
const head = `# Results

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.
`;
await writeFile(join(import.meta.dirname, 'results.md'), [head, ...sections].join('\n'));
