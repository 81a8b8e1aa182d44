/** A document that is followed, and those who follow it. */
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jsonPatch from 'fast-json-patch';
import type { LiveSource } from '../../src/dashboard/live/source.ts';
import type { Topics } from '../../src/dashboard/live/topics.ts';
import { Wakes } from './wakes.ts';

/** A document that the test sets, and whose ways fail as the test says. */
export class TestSource implements LiveSource {
  document: object = { n: 0 };
  readonly every: number;
  reads = 0;
  /** How many listen for changes. */
  listeners = 0;
  readFails: unknown;
  changesFail: unknown;
  /** What a read waits for. */
  until: Promise<unknown> | undefined;
  readonly #wakes = new Wakes();

  constructor(every = 60_000) {
    this.every = every;
  }

  async read(): Promise<object> {
    this.reads++;
    if (this.until) await this.until;
    if (this.readFails !== undefined) throw this.readFails;
    return this.document;
  }

  readonly changes = [(signal: AbortSignal) => this.#changes(signal)];

  async *#changes(signal: AbortSignal): AsyncGenerator<void> {
    this.listeners++;
    try {
      while (!signal.aborted) {
        if (this.changesFail !== undefined) throw this.changesFail;
        yield;
        await this.#wakes.next(signal);
      }
    } finally {
      this.listeners--;
    }
  }

  /** Tells, whatever there is to tell. */
  tell(): void {
    this.#wakes.wake();
  }

  set(document: object): void {
    this.document = document;
    this.tell();
  }
}

export interface Sent {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

/** What a browser makes of the bytes of a stream: events, and the document that they lead to. */
export class Seen {
  readonly events: Sent[] = [];
  document: object | undefined;
  lastEventId: string | undefined;
  #rest = '';

  take(bytes: Buffer): void {
    const blocks = (this.#rest + bytes.toString()).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#block(block);
  }

  /** As `document, patch, patch`, the time left out. */
  get frames(): string {
    const frames = this.events.filter(({ event }) => event !== 'time');
    return frames.map(({ event }) => event).join(', ');
  }

  get times(): readonly {
    readonly now: number;
    readonly trouble?: string;
    readonly code?: string;
    readonly since?: number;
  }[] {
    return this.events.filter(({ event }) => event === 'time').map(({ data }) => JSON.parse(data));
  }

  #block(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
    const event = fields.get('event');
    const data = fields.get('data');
    if (event === undefined || data === undefined) return;
    const id = fields.get('id');
    this.events.push({ event, data, ...(id === undefined ? {} : { id }) });
    this.lastEventId = id ?? this.lastEventId;
    if (event === 'document') this.document = JSON.parse(data);
    if (event === 'patch') {
      this.document = jsonPatch.applyPatch(this.document ?? {}, JSON.parse(data), true).newDocument;
    }
  }
}

export interface LiveServer {
  readonly port: number;
  /** Those that are open. */
  readonly responses: Set<ServerResponse>;
  close(): Promise<void>;
}

/** Lets each request follow the document that its path names. */
export async function liveServer(topics: Topics, source: (name: string) => LiveSource): Promise<LiveServer> {
  const responses = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const name = request.url ?? '';
    const lastEventId = request.headers['last-event-id'];
    responses.add(response.on('close', () => responses.delete(response)));
    const open = () => response.writeHead(200, { 'content-type': 'text/event-stream' });
    topics.follow(name, () => source(name), open, typeof lastEventId === 'string' ? lastEventId : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    responses,
    async close() {
      await topics.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Follower extends Seen {
  readonly answer: IncomingMessage;
  /** Loses the connection. */
  drop(): void;
  readonly ended: Promise<void>;
}

/** Follows as a browser does; one that comes back has what it had seen `before`. */
export async function follow(port: number, path: string, before: Partial<Seen> = {}): Promise<Follower> {
  const { lastEventId, document } = before;
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, resolve).on('error', reject);
  });
  const seen = new Seen();
  seen.document = document;
  const ended = new Promise<void>((resolve) => answer.on('close', resolve).on('error', () => {}));
  answer.on('data', (bytes: Buffer) => seen.take(bytes));
  return Object.assign(seen, { answer, ended, drop: () => answer.destroy() });
}
