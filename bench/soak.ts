/** Tries every pipeline that reads a log over 10,000 seeds of faults, and writes docs/soak.md: `npm run soak`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const SEEDS = 10_000;
const root = join(import.meta.dirname, '..');
const args = [join(root, 'bin/millrace.js'), 'chaos', '--seeds', String(SEEDS), ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
const [report, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
process.stdout.write(report);
const body = `# Soak

Written by \`npm run soak\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}:
\`millrace chaos --seeds ${SEEDS}\`, which [chaos.md](chaos.md) explains.

\`\`\`
${report.trimEnd()}
\`\`\`
`;
await writeFile(join(root, 'docs/soak.md'), body);
process.exitCode = code;
