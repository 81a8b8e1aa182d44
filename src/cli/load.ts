import { findOwnFiles } from './load/own-files.ts';
import { loadRxjs } from './load/rxjs-in-one.ts';

/** Loads what every command needs, in less time than Node would take by itself. Gives what runs the command line. */
export async function load(): Promise<(args: readonly string[]) => Promise<void>> {
  findOwnFiles();
  const { main } = await import('./main.ts');
  loadRxjs();
  return main;
}
