import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { shortened } from '../../core/shortened.ts';
import { minutes, seconds } from '../../core/time.ts';
import type { World } from '../world.ts';
import { setHeaders } from './headers.ts';
import { answerConnect } from './malformed.ts';
import { PROBLEM_JSON, problemJson, problemOf } from './problem.ts';
import { Refusal } from './refusal.ts';

/**
 * The server itself, in front of all routes: limits of connections, times and sizes, the headers of every answer, one
 * log line a request at level debug, and a refusal of what is no sound request to this server. `isOwn` tells whether
 * a Host header names it.
 */
export const wall =
  (world: World, isOwn: (host: string) => boolean) =>
  (handle: RequestListener): Server => {
    const server = createServer(LIMITS, (request, response) => {
      setHeaders(response);
      log(world, request, response);
      const refusal = refused(request, isOwn);
      if (refusal) answer(response, refusal);
      else handle(request, response);
    });
    server.maxConnections = 1_000;
    // Otherwise those above it, a Host or an Origin among them, would be left out in silence.
    server.maxHeadersCount = 0;
    server.on('connect', (_, socket) => answerConnect(socket));
    server.on('checkExpectation', (_, response) => {
      setHeaders(response);
      answer(response, new Refusal(417, 'No other expectation than 100-continue is met here.'));
    });
    return server;
  };

/** Who reads or writes slowly is not waited for. Answers have no time limit here: streams do not end. */
const LIMITS = {
  maxHeaderSize: 16 << 10,
  headersTimeout: seconds(10),
  requestTimeout: seconds(30),
  connectionsCheckingInterval: seconds(5),
  keepAliveTimeout: minutes(1),
  // It is refused below, in the words of all refusals.
  requireHostHeader: false,
};
const URL_MAX = 2_048;
const HEADERS_MAX = 100;
/** A name or an address, and a port. */
const HOST = /^([\w.-]{1,255}|\[[\da-f:.]{2,45}\])(:\d{1,5})?$/i;

function refused(request: IncomingMessage, isOwn: (host: string) => boolean): Refusal | undefined {
  const { url = '', rawHeaders, headersDistinct } = request;
  if (url.length > URL_MAX) return new Refusal(414, `An address has ${URL_MAX} characters at most.`);
  if (!url.startsWith('/')) return new Refusal(400, 'An address begins with a slash.');
  if (rawHeaders.length / 2 > HEADERS_MAX) return new Refusal(431, `A request has ${HEADERS_MAX} headers at most.`);
  const [host, ...others] = headersDistinct.host ?? [];
  if (!host || others.length > 0 || !HOST.test(host)) return new Refusal(400, 'A request has one sound Host header.');
  if (isOwn(host)) return undefined;
  // A page elsewhere whose name is made to lead to this machine names itself here.
  return new Refusal(421, 'This server is asked for as localhost, 127.0.0.1 or [::1], and as nothing else.');
}

function answer(response: ServerResponse, refusal: Refusal): void {
  const body = problemJson(problemOf(refusal), pathOf(response.req));
  response.writeHead(refusal.status, { 'Content-Type': PROBLEM_JSON, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Of an address, where it is told: never what it asks for behind its path. */
export const pathOf = ({ url = '' }: { readonly url?: string | undefined }): string =>
  shortened(url.replace(/[?#].*/s, ''), 200);

function log({ clock, logger, redact = same }: World, request: IncomingMessage, response: ServerResponse): void {
  const start = clock.elapsed();
  response.once('close', () => {
    const { statusCode: status } = response;
    const ms = Math.round(clock.elapsed() - start);
    logger.debug({ method: request.method, path: redact(pathOf(request)), status, ms }, 'request');
  });
}

const same = (text: string): string => text;
