import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';

/** A new, empty folder that is removed at the end of the `await using` block. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = newPath();
  return { path, [Symbol.asyncDispose]: await made(path) };
}

/** The path of a folder that is new and empty for each test. */
export function folderPerTest(): string {
  const path = newPath();
  beforeEach(() => made(path));
  return path;
}

/** The path of a folder that all tests of a file share. */
export function folderPerFile(): string {
  const path = newPath();
  beforeAll(() => made(path));
  return path;
}

const newPath = (): string => join(tmpdir(), `millrace-${randomUUID()}`);

/** Makes the folder; what is returned removes it. */
async function made(path: string): Promise<() => Promise<void>> {
  await mkdir(path);
  return () => rm(path, { recursive: true, force: true });
}
