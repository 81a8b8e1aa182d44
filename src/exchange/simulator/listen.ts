import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '../../core/errors.ts';

/** Lets a server listen on 127.0.0.1, and tells the port. Rejects with CONFIG when it is in use. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(refused(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

const refused = (port: number, cause: NodeJS.ErrnoException): PipelineError =>
  new PipelineError(
    'CONFIG',
    cause.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Choose another one, or leave it out to get any free one.`
      : `The simulated exchange cannot listen on port ${port}: ${cause.message}.`,
    { cause },
  );
