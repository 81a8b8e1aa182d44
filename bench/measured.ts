import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

const usage = join(import.meta.dirname, 'programs', 'usage.ts');
export const ROOT = join(import.meta.dirname, '..');

/** It tells what it used on file descriptor 3, as JSON: `peak` in bytes, `cpu` in ms. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Run {
  /** From the start of the process to its end. */
  readonly ms: number;
  /** Its CPU time, that of its system calls included. */
  readonly cpu: number;
  /** The most memory that it held, in bytes. */
  readonly peak: number;
  /** How many cores all other processes kept busy meanwhile; undefined where there is no /proc/stat. */
  readonly other: number | undefined;
  readonly stdout: string;
}

/** A program in this Node. Options of Node stand before its file. */
export const node = (...args: readonly string[]): Program => ({
  command: process.execPath,
  args: ['--import', usage, ...args],
});

/** Runs a program in a new process, in the folder of the repository; throws when it fails. */
export async function measured({ command, args }: Program): Promise<Run> {
  const busy = busyMs();
  const since = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { stdout: out, stderr: err, stdio } = child;
  const told = stdio[3];
  if (!out || !err || !(told instanceof Readable)) throw new Error('the program has no stdout or no descriptor 3');
  const output = Promise.all([text(out), text(told), text(err)]);
  const [code] = await once(child, 'close');
  const ms = performance.now() - since;
  const all = busyMs();
  const [stdout, used, stderr] = await output;
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${stderr}`);
  const { cpu, peak } = JSON.parse(used) as Pick<Run, 'cpu' | 'peak'>;
  const other = busy === undefined || all === undefined ? undefined : Math.max(0, all - busy - cpu) / ms;
  return { ms, cpu, peak, other, stdout };
}

/** How long the machine's cores have been busy, all together; undefined where Linux does not tell. */
function busyMs(): number | undefined {
  let stat: string;
  try {
    stat = readFileSync('/proc/stat', 'utf8');
  } catch {
    return undefined; // no Linux
  }
  // user, nice, system, idle, iowait, irq, softirq, steal: in hundredths of a second.
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * 10;
}
