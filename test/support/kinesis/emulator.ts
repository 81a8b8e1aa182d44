import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { CreateStreamCommand, DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import { type Meddle, meddling } from './meddling.ts';
import { mended } from './mended.ts';

/** Kinesalite in this process, behind whatever a test lets go wrong. */
export interface Emulator extends AsyncDisposable {
  readonly endpoint: string;
  /** `kinesis://eu-west-1?endpoint=…` */
  readonly logUrl: string;
  /** Goes past all that meddles. */
  readonly client: KinesisClient;
  /** What lies in front of it from now on, the first outermost. */
  meddle(...by: readonly Meddle[]): void;
  create(stream: string, shards: number): Promise<void>;
  /** How many connections stand to what lies in front of it. */
  connections(): Promise<number>;
}

/** Any will do: emulators look at them and do not check them. */
export const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** On this machine alone, on any free port unless told otherwise. */
export async function emulator(port = 0): Promise<Emulator> {
  Object.assign(process.env, credentials);
  const service = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 1_000 });
  const direct = await listening(service);
  const front = meddling(direct);
  front.meddle([mended]);
  const endpoint = await listening(front.server, port);
  const client = await kinesisClient({ region: 'eu-west-1', endpoint: direct });
  return {
    endpoint,
    logUrl: `kinesis://eu-west-1?endpoint=${endpoint}`,
    client,
    meddle: (...by) => front.meddle([...by, mended]),
    create: async (stream, shards) => {
      await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards }));
      await active(client, stream);
    },
    connections: () =>
      new Promise((resolve, reject) => front.server.getConnections((error, n) => (error ? reject(error) : resolve(n)))),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await Promise.all([front.server, service].map(closed));
    },
  };
}

/** Resolves when a stream that is being made or changed can be used. */
export async function active(client: KinesisClient, stream: string): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function listening(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server & { closeAllConnections?(): void }): Promise<void> {
  server.closeAllConnections?.();
  server.close();
  if (server.listening) await once(server, 'close');
}
