/** Goal: over TLS it is the same store, and a certificate that is not trusted is told with what to do. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { millrace } from '../cli/millrace.ts';
import { freePort, noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const noTls =
  noRedis ||
  (spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed here to make a certificate');

describe.skipIf(noTls)(`redis over TLS${noTls ? ` (${noTls})` : ''}`, () => {
  let folder: string;
  let certificate: string;
  let server: RedisServer;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-tls-'));
    certificate = join(folder, 'certificate.pem');
    const key = join(folder, 'key.pem');
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', key, '-out', certificate],
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    port = await freePort();
    server = await redisServer(
      ...['--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-ca-cert-file', certificate],
      ...['--tls-cert-file', certificate, '--tls-key-file', key],
    );
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const cache = (args: readonly string[], host: string, trusted: Readonly<Record<string, string>>) =>
    millrace(['cache', ...args], {
      cwd: folder,
      env: { MILLRACE_STORE: `rediss://${host}:${port}`, ...trusted },
    });

  test.each(['localhost', '127.0.0.1'])('is written and read at %s', async (host) => {
    const trusted = { NODE_EXTRA_CA_CERTS: certificate };
    expect(await cache(['set', host, '1'], host, trusted)).toMatchObject({ code: 0, stderr: '' });
    expect(await cache(['get', host], host, trusted)).toMatchObject({ code: 0, stdout: '1\n', stderr: '' });
    expect(await server.tell('GET', host)).toBe('1');
  });

  test('a certificate of nobody is refused, and said how it can be trusted', async () => {
    const { code, stderr } = await cache(['get', 'a'], 'localhost', {});
    expect(code).toBe(1);
    expect(stderr).toBe(
      `millrace: rediss://localhost:${port}: DEPTH_ZERO_SELF_SIGNED_CERT. Wanted: a certificate that this machine trusts, ` +
        'or its issuer in the file that NODE_EXTRA_CA_CERTS names.\n',
    );
  });
});
