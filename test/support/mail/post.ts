import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeEach } from 'vitest';
import { secretsIn } from '../../../src/aws/secrets.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { testClock } from '../clock.ts';
import { testContext } from '../context.ts';
import { type Certificate, certificate } from './certificate.ts';
import { LOGIN, type MailServer, mailServer } from './server.ts';

export const cert = certificate();
/** Why tests that need it are skipped. */
export const noTls: string | false = cert ? false : 'openssl is not installed here to make a certificate';

/** A server that speaks STARTTLS, whose certificate this process trusts; for all tests of a file, and in peace for each. */
export async function post(): Promise<MailServer & { readonly url: string }> {
  trust(cert);
  const server = await mailServer(cert);
  beforeEach(() => {
    server.received.length = 0;
    server.troubles.length = 0;
  });
  afterAll(() => server[Symbol.asyncDispose]());
  return { ...server, url: urlOf(server.port) };
}

export const urlOf = (port: number, { scheme = 'smtp', host = 'localhost', login = LOGIN, query = '' } = {}): string =>
  `${scheme}://${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@${host}:${port}${query}`;

/** What a sink is given, with this server; who sleeps wakes at once. */
export function mailContext(url: string, env: Readonly<Record<string, string>> = {}) {
  const secrets = secretsIn({ env: { SMTP_URL: url, ...env }, clock: systemClock });
  return testContext({ secrets, clock: testClock(Date.UTC(2024, 7, 8, 12)) });
}

function trust(certificate: Certificate | undefined): void {
  if (!certificate) return;
  const before = getCACertificates('default');
  setDefaultCACertificates([String(certificate.cert)]);
  afterAll(() => setDefaultCACertificates(before));
}
