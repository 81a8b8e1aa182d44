/** `npm run kinesis`: an emulator for people, on this machine alone. */
import { parseArgs } from 'node:util';
import { emulator } from './emulator.ts';
import { credentials } from './front.ts';

const HELP = `Usage: npm run kinesis -- [--port <number>]

Emulates Kinesis on 127.0.0.1, on port 4567 unless told otherwise (0: any that is free). Ctrl-C ends it.
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function portIn(args: readonly string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(0);
    }
    const port = Number(values.port ?? positionals[0] ?? 4567);
    if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
    return fail(`The port is ${values.port ?? positionals[0]}. Wanted: a number from 0 to 65535.`);
  } catch (thrown) {
    return fail(`${thrown instanceof Error ? thrown.message : thrown}\n${HELP}`);
  }
}

const port = portIn(process.argv.slice(2));
const { logUrl } = await emulator(port).catch((thrown: unknown) => {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') {
    return fail(`Port ${port} is taken: end what has it, or say npm run kinesis -- --port 4568.`);
  }
  throw thrown;
});
const env = { ...credentials, MILLRACE_LOG: logUrl };
const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
process.stdout.write(`${lines.join('\n')}\n`);
process.stderr.write('Kinesis is emulated. What is put into it is gone when it ends, by Ctrl-C.\n');
