import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing } from './exchange.ts';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** Behind `/api/v3/`, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}
/** What the server says: JSON of a value, or a status with headers, or whatever is done with the response. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is where it is a text, else as JSON. */
  readonly body?: unknown;
  readonly by?: (response: ServerResponse) => void;
}

/** An exchange that answers what the test says, for one test; it keeps what it was asked. */
export async function answering(answer: (asked: Asked, nth: number) => Answer) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/api/v3/', '');
    const one = { method: request.method ?? '', path, headers: request.headers };
    const { status = 200, headers = {}, body, by } = answer(one, asked.push(one) - 1);
    if (by) return by(response);
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, paths: () => asked.map(({ path }) => path) };
}

/** An error as Binance writes it. */
export const refusal = (status: number, code: number, msg: string, headers = {}): Answer => ({
  status,
  headers,
  body: { code, msg },
});
