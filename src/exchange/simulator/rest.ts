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
    if (!(thrown instanceof Refusal)) throw thrown;
    status = thrown.status;
    body = { code: thrown.code, msg: thrown.message };
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
