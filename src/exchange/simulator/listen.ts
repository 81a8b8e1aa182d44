import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '../../core/errors.ts';

/** Reached from this machine alone. */
export const LOOPBACK = '127.0.0.1';

/** Lets a server listen, and tells where, as a URL has it. Rejects with CONFIG when that cannot be. */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(refused(host, port, cause)));
    server.listen(port, host, resolve);
  });
  return `${nameOf(host)}:${(server.address() as AddressInfo).port}`;
}

/** How this machine reaches a host; one that stands for all addresses of the machine is none to connect to. */
export function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return LOOPBACK;
  return host.includes(':') ? `[${host}]` : host;
}

const refused = (host: string, port: number, cause: NodeJS.ErrnoException): PipelineError =>
  new PipelineError(
    'CONFIG',
    cause.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Choose another one, or leave it out to get any free one.`
      : `The simulated exchange cannot listen on port ${port} of ${host}: ${cause.message}.`,
    { cause },
  );
