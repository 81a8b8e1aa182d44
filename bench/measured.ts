import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

const peak = join(import.meta.dirname, 'programs', 'peak.ts');

export interface Run {
  /** From the start of the process to its end. */
  readonly ms: number;
  /** The most memory that it held, in bytes. */
  readonly peak: number;
  readonly stdout: string;
}

/** Else V8's young generation grows to its own cap in any program that runs for long, and hides what is held. MiB. */
const YOUNG = '--max-semi-space-size=16';

/** Runs a program in a new process; throws when it fails. */
export async function measured(program: readonly string[]): Promise<Run> {
  const since = performance.now();
  const child = spawn(process.execPath, ['--import', peak, ...program], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: YOUNG },
  });
  const { stdout: out, stdio } = child;
  const told = stdio[3];
  if (!out || !(told instanceof Readable)) throw new Error('the program has no stdout or no file descriptor 3');
  const output = Promise.all([text(out), text(told)]);
  const [code] = await once(child, 'close');
  const ms = performance.now() - since;
  const [stdout, bytes] = await output;
  if (code !== 0) throw new Error(`${program.join(' ')} ended with ${code}`);
  return { ms, peak: Number(bytes), stdout };
}

/** Runs programs `times` times in turn, each round in another order, so that what else the machine does hits all. */
export async function interleaved(
  programs: { readonly [name: string]: readonly string[] },
  times: number,
): Promise<{ readonly [name: string]: readonly Run[] }> {
  const runs = Object.fromEntries(Object.keys(programs).map((name): [string, Run[]] => [name, []]));
  for (let round = 0; round < times; round++) {
    const names = Object.keys(programs);
    for (const name of round % 2 === 0 ? names : names.reverse()) {
      runs[name]?.push(await measured(programs[name] ?? []));
    }
  }
  return runs;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
