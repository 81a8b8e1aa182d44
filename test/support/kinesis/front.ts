import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { CreateStreamCommand, DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import { type Meddle, meddling } from './meddling.ts';

/** A service that speaks Kinesis' protocol, behind whatever a test lets go wrong. */
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

interface Behind {
  /** Where the service is. */
  readonly direct: string;
  /** What always lies in front of it, innermost. */
  readonly always?: readonly Meddle[];
  /** Where it is to be found; on any free port unless told otherwise. */
  readonly port?: number;
  /** Ends the service. */
  end(): Promise<void>;
}

/** Any will do: emulators look at them and do not check them. */
export const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** On this machine alone. */
export async function inFrontOf({ direct, always = [], port = 0, end }: Behind): Promise<Emulator> {
  Object.assign(process.env, credentials);
  const front = meddling(direct);
  front.meddle(always);
  const endpoint = await listening(front.server, port);
  const client = await kinesisClient({ region: 'eu-west-1', endpoint: direct });
  return {
    endpoint,
    logUrl: `kinesis://eu-west-1?endpoint=${endpoint}`,
    client,
    meddle: (...by) => front.meddle([...by, ...always]),
    create: async (stream, shards) => {
      await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards }));
      await active(client, stream);
    },
    connections: () =>
      new Promise((resolve, reject) => front.server.getConnections((error, n) => (error ? reject(error) : resolve(n)))),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await closed(front.server);
      await end();
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

export async function listening(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: Server & { closeAllConnections?(): void }): Promise<void> {
  server.closeAllConnections?.();
  server.close();
  if (server.listening) await once(server, 'close');
}
