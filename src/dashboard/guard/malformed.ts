import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { HEADERS } from './headers.ts';
import { PROBLEM_JSON, problemJson } from './problem.ts';

/** Answers what node could not read as a request, in plain bytes, and closes the connection. */
export function answerMalformed(thrown: Error, socket: Duplex): void {
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') answer(socket, 431, 'The headers of a request have 16 KiB at most.');
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') answer(socket, 408, 'The request has not come within its time.');
  else if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') answer(socket, 413, 'The extensions of a chunk are too long.');
  else answer(socket, 400, 'This is no request that HTTP/1.1 knows.');
}

/** It is no proxy. */
export const answerConnect = (socket: Duplex): void =>
  answer(socket, 405, 'Only GET, HEAD and POST are known here.', ['Allow: GET, HEAD, POST']);

function answer(socket: Duplex, status: number, detail: string, more: readonly string[] = []): void {
  // Whoever has gone is told nothing; an answer that has begun is not to be mixed with another one.
  socket.on('error', () => socket.destroy());
  if (!socket.writable || wroteAlready(socket)) return void socket.destroy();
  const body = problemJson({ status, detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...HEADERS.map(([name, value]) => `${name}: ${value}`),
    ...more,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // What is still to come from there is not waited for.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Node keeps the answer that is under way on the socket. */
function wroteAlready(socket: Duplex): boolean {
  const underWay = '_httpMessage' in socket ? socket._httpMessage : undefined;
  return (
    typeof underWay === 'object' && underWay !== null && 'headersSent' in underWay && underWay.headersSent === true
  );
}
