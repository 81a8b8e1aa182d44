import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Of localhost, made by itself, so that nobody trusts it unless told to. */
export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** The file of the certificate. */
  readonly path: string;
}

/** One for all tests of a file; undefined where openssl is not installed. */
export function certificate(): Certificate | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', key, '-out', path],
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { key: readFileSync(key), cert: readFileSync(path), path };
}
