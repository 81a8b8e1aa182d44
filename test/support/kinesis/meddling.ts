import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request or an answer: the JSON that the protocol carries. */
export type Body = { readonly [field: string]: unknown };

export interface Call {
  /** Such as `GetRecords`. */
  readonly operation: string;
  readonly body: Body;
  /** The access key with which it came signed. */
  readonly accessKey?: string | undefined;
}

/** An answer that is an error carries its name in `__type`. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** Stands between a client and the service: asks it, asks it something else, or answers by itself. */
export type Meddle = (call: Call, ask: (call: Call) => Promise<Answer>) => Promise<Answer>;

export const failed = (name: string, message = name): Answer => ({ status: 400, body: { __type: name, message } });

/** A server in front of one that speaks Kinesis' JSON protocol. */
export function meddling(service: string): { readonly server: Server; meddle(by: readonly Meddle[]): void } {
  let meddlers: readonly Meddle[] = [];
  const server = createServer(async (request, response) => {
    const ask = asking(service, request);
    const through = meddlers.reduceRight<(call: Call) => Promise<Answer>>(
      (next, meddle) => (call) => meddle(call, next),
      ask,
    );
    const text = String(await buffer(request));
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const accessKey = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1];
    const call = { operation, body: text === '' ? {} : JSON.parse(text), accessKey };
    const answer = await through(call).catch(() => undefined);
    // The service closed a connection that had been idle, just when it was used: so it is for whoever asked.
    if (answer === undefined) response.destroy();
    else {
      const body = Buffer.from(JSON.stringify(answer.body));
      const type = { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.length };
      response.writeHead(answer.status, type);
      response.end(body);
    }
  });
  const meddle = (by: readonly Meddle[]) => {
    meddlers = by;
  };
  return { server, meddle };
}

function asking(service: string, { headers }: IncomingMessage): (call: Call) => Promise<Answer> {
  const { host: _host, connection: _connection, 'content-length': _length, expect: _expect, ...kept } = headers;
  return async ({ operation, body }) => {
    const target = `Kinesis_20131202.${operation}`;
    const response = await fetch(service, {
      method: 'POST',
      headers: { ...(kept as Record<string, string>), 'x-amz-target': target },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
}
