import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const source = join(import.meta.dirname, '../programs/simdjson.cpp');
const FLAGS = ['-std=c++20', '-O3', '-march=native', '-DNDEBUG'];

/** Builds the program in C++ into a folder; gives its path, or says why it cannot be built here. Throws if it is wrong. */
export async function builtSimdjson(folder: string): Promise<{ readonly path: string } | { readonly absent: string }> {
  const path = join(folder, 'simdjson');
  try {
    await promisify(execFile)('g++', [...FLAGS, source, '-o', path, '-lsimdjson']);
    return { path };
  } catch (thrown) {
    const { code, stderr = '' } = thrown as { readonly code?: unknown; readonly stderr?: string };
    if (code === 'ENOENT') return { absent: 'there is no g++' };
    if (/simdjson\.h: No such file/.test(stderr))
      return { absent: 'there is no simdjson.h (libsimdjson-dev in Debian)' };
    throw thrown;
  }
}
