import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'bin/millrace.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The real program, in a process of its own. */
export class Millrace {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], { cwd, env = {} }: Where) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(MILLRACE|BINANCE|SLACK|NODE|VITEST|AWS_(REGION|DEFAULT|PROFILE|ENDPOINT))/.test(name),
    );
    this.child = spawn(process.execPath, [BIN, ...args], { cwd, env: { ...Object.fromEntries(inherited), ...env } });
    this.child.stdout?.on('data', (data) => {
      this.stdout += data;
    });
    this.child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves when stdout and stderr together hold `text`; rejects when the process ends without it. */
  async says(text: string): Promise<void> {
    const over = this.ended.then(() => true);
    while (!`${this.stdout}${this.stderr}`.includes(text)) {
      const more = new Promise<false>((resolve) => {
        for (const stream of [this.child.stdout, this.child.stderr]) stream?.once('data', () => resolve(false));
      });
      if ((await Promise.race([more, over])) && !`${this.stdout}${this.stderr}`.includes(text)) {
        throw new Error(`it ended without "${text}":\n${this.stdout}\n${this.stderr}`);
      }
    }
  }
}

export const millrace = (args: readonly string[], where: Where): Promise<Ended> => new Millrace(args, where).ended;

/** The names of the pipelines that come with Millrace, in their order. */
export const ourPipelines = (): readonly string[] =>
  readdirSync(join(ROOT, 'pipelines'))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 7, 8, 12);

/** A trade of 2 units at 100 dollars, its second counted from `START`. */
export const tradeAt = (second: number, id: number, symbol = 'BTCUSDT'): string => {
  const time = START + second * 1_000;
  return JSON.stringify({
    e: 'trade',
    E: time,
    s: symbol,
    t: id,
    p: '100.00000000',
    q: '2.00000000',
    T: time,
    m: id % 2 === 0,
  });
};

/** Writes a log of these lines, and gives its path. */
export async function writeLog(folder: string, lines: readonly string[], name = 'crypto.ndjson'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

/** Writes a pipeline file into `folder`, with millrace's public names at hand, and gives its path. */
export async function writePipeline(folder: string, name: string, body: string): Promise<string> {
  const path = join(folder, `${name}.ts`);
  const names = [
    ...new Set(
      body.match(
        /\b(?:cache|cached|count|counter|dedupe|file|log|map|mean|minutes|ohlc|parse|pipeline|print|rows|seconds|slack|sum|total|trade|tumble|view)(?=\()|\btrade\b/g,
      ),
    ),
  ];
  const index = join(ROOT, 'src/index.ts');
  await writeFile(path, `import { ${names.join(', ')} } from '${index}';\n${body}\n`);
  return path;
}

/** Writes a job `all` that counts by symbol what `crypto.ndjson` holds, lets it run once, and gives its path. */
export async function totalled(folder: string, store: readonly string[]): Promise<string> {
  const path = await writePipeline(
    folder,
    'all',
    "export default pipeline('all').from(file('crypto.ndjson', { end: true })).pipe(parse(trade), " +
      "total({ key: 'symbol' }, { n: count() })).to(view('all'));",
  );
  expect(await millrace(['run', path, ...store], { cwd: folder })).toMatchObject({ code: 0 });
  return path;
}

/** The values of a text that has one as JSON in each line. */
export const jsonLines = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** What the user is told: what stands on stderr beside log lines. */
export const told = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
