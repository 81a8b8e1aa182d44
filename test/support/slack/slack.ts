import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/core/time.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { type Fault, Faults } from './faults.ts';
import { ALL_SCOPES, type Arguments, METHODS, type Reply, SCOPES } from './methods.ts';
import { Workspace } from './workspace.ts';

interface Options {
  /** By which messages are dated, and said to come too fast. */
  readonly clock?: Clock;
  readonly token?: string;
  readonly scopes?: readonly string[];
}

/** A call as it came; `upload` is that of a file. */
export interface Asked {
  readonly method: string;
  readonly args: Arguments;
}

/**
 * Slack's Web API on loopback, as far as messages and files go: a workspace, one token, and faults on demand. What it
 * does not know is whatever a real workspace forbids by its settings.
 */
export class FakeSlack extends Workspace implements AsyncDisposable {
  readonly faults = new Faults();
  /** All calls, in their order, those with faults included. */
  readonly asked: Asked[] = [];
  token: string;
  scopes: readonly string[];
  /** Those of them that had a token with them. */
  readonly authorized: string[] = [];
  /** How many messages came too fast, and were refused by 429. */
  tooFast = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #free = new Map<string, number>();

  private constructor(clock: Clock, { token = 'xoxb-test', scopes = ALL_SCOPES }: Options) {
    super(clock);
    this.token = token;
    this.scopes = scopes;
  }

  static async start({ clock = systemClock, ...options }: Options = {}): Promise<FakeSlack> {
    const slack = new FakeSlack(clock, options);
    await new Promise<void>((resolve) => slack.#server.listen(0, '127.0.0.1', resolve));
    return slack;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** For `SLACK_API_URL`. */
  get url(): string {
    return `${this.origin}/api/`;
  }

  /** The methods that were called, in their order. */
  get methods(): readonly string[] {
    return this.asked.map(({ method }) => method);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const [, folder, name = ''] = (request.url ?? '').split(/^\/(api|upload\/v1)\//);
    const method = folder === 'api' ? name : 'upload';
    const args = folder === 'api' ? Object.fromEntries(new URLSearchParams(body.toString())) : { id: name };
    this.asked.push({ method, args });
    if (request.headers.authorization !== undefined) this.authorized.push(method);
    const fault = this.faults.take(method);
    if (fault && 'throttle' in fault) return throttled(response, fault.throttle);
    if (fault && 'status' in fault) return void response.writeHead(fault.status).end('away');
    if (fault && 'page' in fault) return void response.writeHead(200).end(fault.page);
    if (fault && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
    if (fault && 'error' in fault && !fault.done) {
      const { error, messages } = fault;
      return answer(response, { ok: false, error, ...(messages && { response_metadata: { messages } }) });
    }
    if (folder !== 'api') return this.#take(name, request, body, response, fault);
    const reply = this.#reply(method, args, request.headers.authorization ?? '');
    if (reply === 'too fast') return throttled(response, 1);
    finish(request, response, reply, fault);
  }

  #reply(method: string, args: Arguments, authorization: string): Reply | 'too fast' {
    const no = (error: string, more: Reply = {}) => ({ ok: false, error, ...more });
    const does = METHODS[method];
    if (!does) return no('unknown_method');
    if (authorization === '') return no('not_authed');
    if (authorization !== `Bearer ${this.token}`) return no('invalid_auth');
    const needed = SCOPES[method]?.(args).find((scope) => !this.scopes.includes(scope));
    if (needed !== undefined) return no('missing_scope', { needed, provided: this.scopes.join(',') });
    if (method === 'chat.postMessage' && this.#isTooFast(args.channel ?? '')) return 'too fast';
    const done = does(args, this, this.origin);
    return typeof done === 'string' ? no(done) : { ok: true, ...done };
  }

  /** One message a second and channel, with a little room for clocks. */
  #isTooFast(channel: string): boolean {
    const now = this.now();
    const tooFast = (this.#free.get(channel) ?? 0) > now + 50;
    if (tooFast) this.tooFast++;
    else this.#free.set(channel, now + 1_000);
    return tooFast;
  }

  #take(id: string, request: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault | undefined): void {
    const upload = this.uploads.get(id);
    const data = fileIn(body, request.headers['content-type'] ?? '');
    if (!upload || data.length !== upload.file.size) return void response.writeHead(400).end('wrong length');
    upload.data = data;
    finish(request, response, `OK - ${data.length}`, fault);
  }
}

/** The bytes as they are, or the only part of a form. */
function fileIn(body: Buffer, type: string): Buffer {
  const boundary = /^multipart\/form-data; *boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) return body;
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}`));
}

/** Answers to what was done, unless a fault is in the way. */
function finish(request: IncomingMessage, response: ServerResponse, reply: Reply | string, fault: Fault | undefined) {
  if (!fault) return answer(response, reply);
  if ('error' in fault) return answer(response, { ok: false, error: fault.error });
  if ('cut' in fault && fault.cut === 'within') {
    response.writeHead(200, { 'content-length': '999' });
    response.write('{"ok":', () => request.socket.destroy());
  } else request.socket.destroy();
}

function answer(response: ServerResponse, reply: Reply | string): void {
  response.writeHead(200, { 'content-type': typeof reply === 'string' ? 'text/plain' : 'application/json' });
  response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
}

function throttled(response: ServerResponse, seconds: number | undefined): void {
  response.writeHead(429, seconds === undefined ? {} : { 'retry-after': String(seconds) });
  response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
}
