import type { ServerResponse } from 'node:http';

/**
 * What every answer says, streams and refusals among them: it is set where node's own answer begins, so that no route
 * can forget it. A route may replace a header, such as Cache-Control, by its own.
 */
export function setHeaders(response: ServerResponse): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

export const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', POLICY.join('; ')],
  ['X-Content-Type-Options', 'nosniff'],
  // With no-referrer a browser would post the sign-in form with "Origin: null", which is refused.
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
];
