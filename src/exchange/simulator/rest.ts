import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../core/time.ts';
import { bodyOf } from './body.ts';
import { endpoints } from './endpoints/all.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { Exchange } from './exchange.ts';
import type { Faults } from './faults.ts';
import { OrderCount } from './paper/order-count.ts';
import { authorize, type Credentials } from './paper/signature.ts';
import { Query, Refusal } from './query.ts';
import { Usage } from './usage.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

export interface RestOptions {
  readonly exchange: Exchange;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** How many times faster than the clock the market runs. */
  readonly speed: number;
  /** Aborted when the exchange is closed. */
  readonly closed: AbortSignal;
}

/** The REST side of the exchange: answers as JSON; a refusal is `{ code, msg }`, as Binance writes it. */
export class Rest {
  readonly #options: RestOptions;
  readonly #usage = new Usage();
  readonly #orders = new OrderCount();

  constructor(options: RestOptions) {
    this.#options = options;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, clock, closed } = this.#options;
    const { rest } = faults;
    if (rest.is === 'slow') await clock.sleep(rest.by, closed);
    if (rest.is === 'cut') response.destroy();
    else if (rest.is === 'failing') send(response, new Refusal(-1001, FAILING, rest.status));
    else if (rest.is === 'refusing' && pathOf(request.url) === `/api/v3/${rest.path}`) {
      send(response, new Refusal(rest.code, 'This is not for you.', rest.status));
    } else await this.#answer(request, response, rest.is === 'losing');
  }

  async #answer(request: IncomingMessage, response: ServerResponse, isLost: boolean): Promise<void> {
    let body: unknown;
    try {
      const text = request.method === 'GET' ? '' : await bodyOf(request);
      body = this.#ask(request, text, response);
    } catch (thrown) {
      // Whatever a client sends, the exchange goes on.
      body = thrown instanceof Refusal ? thrown : new Refusal(-1000, `An unknown error: ${thrown}.`, 500);
    }
    if (isLost) response.destroy();
    else send(response, body);
  }

  #ask({ url: path = '', method = '', headers }: IncomingMessage, body: string, response: ServerResponse): unknown {
    const { exchange, clock, credentials, speed } = this.#options;
    const url = URL.parse(path, 'http://localhost');
    const query = new Query(url?.searchParams ?? new URLSearchParams(), new URLSearchParams(body));
    const endpoint = endpointOf(method, url?.pathname ?? '');
    try {
      const weight = endpoint instanceof Refusal ? 1 : endpoint.weight(query);
      this.#usage.take(weight, clock.now());
      if (endpoint instanceof Refusal) throw endpoint;
      if (endpoint.signed) {
        const search = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
        const key = headers['x-mbx-apikey'];
        const sent = { key: Array.isArray(key) ? key[0] : key, search, body };
        authorize(query, sent, credentials, { now: exchange.now(), speed });
      }
      if (endpoint.isOrder) this.#orders.check(clock.now());
      const answer = endpoint.answer(query, exchange);
      query.close();
      if (endpoint.free) this.#usage.giveBack(weight);
      if (endpoint.isOrder) for (const header of this.#orders.add(clock.now())) response.setHeader(...header);
      return answer;
    } finally {
      response.setHeader('x-mbx-used-weight', this.#usage.used);
      response.setHeader('x-mbx-used-weight-1m', this.#usage.used);
    }
  }
}

const FAILING = 'Internal error; unable to process your request. Please try again.';

const pathOf = (url = ''): string | undefined => URL.parse(url, 'http://localhost')?.pathname;

function endpointOf(method: string, path: string): Endpoint | Refusal {
  const endpoint = endpoints[`${method} ${path}`];
  if (endpoint) return endpoint;
  return METHODS.some((other) => `${other} ${path}` in endpoints)
    ? new Refusal(-1000, `Request method '${method}' is not supported.`, 405)
    : new Refusal(-1000, 'There is no such endpoint here.', 404);
}

function send(response: ServerResponse, body: unknown): void {
  const refused = body instanceof Refusal ? body : undefined;
  if (refused?.retryAfter !== undefined) response.setHeader('retry-after', refused.retryAfter);
  response.writeHead(refused?.status ?? 200, { 'content-type': 'application/json;charset=UTF-8' });
  response.end(JSON.stringify(refused ? { code: refused.code, msg: refused.message } : body));
}
