import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Exchange, endpoints } from './endpoints.ts';
import { Query, Refusal } from './query.ts';

/** Answers a request by the endpoint of its path, as JSON; a refusal is `{ code, msg }`, as Binance writes it. */
export function answer(request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
  let status = 200;
  let body: unknown;
  try {
    body = ask(request, exchange);
  } catch (thrown) {
    // Whatever a client sends, the exchange goes on.
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(-1000, `An unknown error: ${thrown}.`, 500);
    status = refusal.status;
    body = { code: refusal.code, msg: refusal.message };
  }
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' });
  response.end(JSON.stringify(body));
}

function ask(request: IncomingMessage, exchange: Exchange): unknown {
  const url = URL.parse(request.url ?? '', 'http://localhost');
  const endpoint = endpoints[url?.pathname ?? ''];
  if (!url || !endpoint) throw new Refusal(-1000, 'There is no such endpoint here.', 404);
  if (request.method !== 'GET') throw new Refusal(-1000, `Request method '${request.method}' is not supported.`, 405);
  const query = new Query(url.searchParams);
  const body = endpoint(query, exchange);
  query.close();
  return body;
}
