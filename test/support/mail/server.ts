import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that the server has taken. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** What the server does at one step of the next mails, one each: an answer such as 450, or it cuts the connection. */
export type Trouble = { readonly at: Step; readonly does: 'cut' | 'silence' | Answer };
type Step = 'connect' | 'auth' | 'from' | 'to' | 'data';
interface Answer {
  readonly code: number;
  readonly text: string;
  /** Of those whom it goes to only this one. */
  readonly of?: string;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly received: Received[];
  readonly troubles: Trouble[];
}

export const LOGIN = { user: 'millrace', pass: 'pa/ss@word-1' };

/** A real SMTP server on loopback, that lets LOGIN in, and nobody else. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: Received[] = [];
  const troubles: Trouble[] = [];
  const sockets = new Set<Socket>();

  /** Does what is to go wrong at this step, if anything; else goes on. */
  function step(at: Step, address: string, done: (error?: Error | null) => void): void {
    const { at: where, does = 'silence' } = troubles[0] ?? {};
    const other = typeof does === 'object' && does.of !== undefined && does.of !== address;
    if (where !== at || other) {
      done();
      return;
    }
    troubles.shift();
    if (does === 'cut') for (const socket of sockets) socket.destroy();
    else if (does !== 'silence') done(Object.assign(new Error(does.text), { responseCode: does.code }));
  }

  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onConnect: (_session, done) => step('connect', '', done),
    onAuth: ({ username, password }, _session, done) =>
      step('auth', '', (error) => {
        if (error) return done(error);
        if (username === LOGIN.user && password === LOGIN.pass) return done(null, { user: username });
        done(Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }));
      }),
    onMailFrom: ({ address }, _session, done) => step('from', address, done),
    onRcptTo: ({ address }, _session, done) => step('to', address, done),
    onData: async (stream, session, done) => {
      const raw = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString('latin1');
      step('data', '', (error) => {
        if (error) return done(error);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
          user: session.user,
        });
        done(null, '2.0.0 Ok: queued as 4711');
      });
    },
  });
  server.on('error', () => {}); // of connections: whoever sends is told of it
  const behind = await portOf(server.listen(0, '127.0.0.1'));
  // Connections are cut here, in front of it: under a server's TLS that is more than Node takes.
  const front = createServer((socket) => {
    const inner = connect(behind, '127.0.0.1');
    sockets.add(socket);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.pipe(other);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await portOf(front.listen(0, '127.0.0.1'));
  return {
    port,
    received,
    troubles,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      front.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

async function portOf(server: Server): Promise<number> {
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
