/** `npm run kinesis`: an emulator for people, on this machine alone, on port 4567 or the one that is given. */
import { emulator } from './emulator.ts';
import { credentials } from './front.ts';

const { logUrl } = await emulator(Number(process.argv[2] ?? 4567));
const env = { ...credentials, MILLRACE_LOG: logUrl };
const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
process.stdout.write(`${lines.join('\n')}\n`);
process.stderr.write('Kinesis is emulated. What is put into it is gone when it ends, by Ctrl-C.\n');
