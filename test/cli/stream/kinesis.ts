import type { Emulator } from '../../support/kinesis/front.ts';
import { type Ended, Millrace, millrace, told } from '../millrace.ts';

/** The command line, with a stream's place as an operator would set it. */
export function commandsAt(service: Emulator, cwd: string) {
  const env = { MILLRACE_LOG: service.logUrl };
  const run = (...args: readonly string[]): Promise<Ended> => millrace(args, { cwd, env });
  return {
    run,
    start: (...args: readonly string[]) => new Millrace(args, { cwd, env }),
    /** What a command prints that works. */
    done: async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...args);
      if (code !== 0) throw new Error(`millrace ${args.join(' ')} exited with ${code}:\n${stderr}`);
      return stdout;
    },
    /** The one line that a command says which does not. */
    refused: async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...args);
      const lines = told(stderr);
      if (code !== 1 || stdout !== '' || lines.length !== 1) {
        throw new Error(`millrace ${args.join(' ')} exited with ${code}:\n${stdout}\n${stderr}`);
      }
      return lines[0] ?? '';
    },
  };
}
