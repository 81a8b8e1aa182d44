import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { interleaved, median } from './interleaved.ts';
import { node, type Run } from './measured.ts';
import { right, table } from './table.ts';

const folder = import.meta.dirname;
const TIMES = 5;
const TRADES = 20_000;

/** CPU of putting trades into a stream and of reading them, plain and packed; the service is a process of its own. */
export async function kinesis(): Promise<string> {
  const service = spawn(process.execPath, [join(folder, '../test/support/kinesis/serve.ts'), '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [told] = await once(service.stdout, 'data');
    const [, logUrl = ''] = /MILLRACE_LOG='([^']+)'/.exec(String(told)) ?? [];
    const program = (pack: string, decoder = 'sdk') =>
      node(join(folder, 'programs', 'stream.ts'), logUrl, String(TRADES), pack, decoder);
    const programs = {
      plain: program('0'),
      packed: program('25000'),
      plainOwn: program('0', 'own'),
      packedOwn: program('25000', 'own'),
    };
    const runs = await interleaved(programs, TIMES);
    const cpu = (name: keyof typeof programs, what: 'put' | 'read') =>
      median((runs[name] ?? []).map((run) => cpuOf(run)[what]));
    const row = (what: string, one: number, other: number) => [
      what,
      ...[micros(one), micros(other), (one / other).toFixed(1)],
    ];
    const rows = [
      row('put', cpu('plain', 'put'), cpu('packed', 'put')),
      row('read by the SDK', cpu('plain', 'read'), cpu('packed', 'read')),
      row('read by `own`', cpu('plainOwn', 'read'), cpu('packedOwn', 'read')),
    ];
    return `CPU of this side alone, µs a trade: ${TRADES} trades of one symbol into two shards and back, one trade a record against
records of 25 kB. The other side is an emulator, by HTTP on this machine. What is read is taken apart by the SDK, or by
\`decoder: 'own'\`; the rest of what a read costs is HTTP. Medians of ${TIMES} processes each, run in turn.

${table([{ title: '' }, right('plain, µs'), right('packed, µs'), right('plain / packed')], rows)}`;
  } finally {
    service.kill();
  }
}

const cpuOf = ({ stdout }: Run): { readonly put: number; readonly read: number } => JSON.parse(stdout);
const micros = (ms: number): string => ((ms * 1_000) / TRADES).toFixed(1);
