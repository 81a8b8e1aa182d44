import { readFileSync } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Asset } from './asset.ts';

/**
 * The document that all pages begin with: which page it is, its script tells by the address. To who has come by a pass
 * it says so, for who has signed in may sign out; so it differs by cookie, each with an ETag of its own.
 */
export const shell = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
  (request.signedIn ? SIGNED_IN : OPEN).answer(request, reply);

/** The same where there is no such page; it says so without its script, too, which not everybody may load. */
export const notFoundShell = ({ signedIn }: FastifyRequest): string => (signedIn ? marked(NOT_FOUND) : NOT_FOUND);

const PAGE = readFileSync(new URL('page/index.html', import.meta.url), 'utf8');
const marked = (page: string): string => page.replace('<title>', '<meta name="signed-in" content="" />\n    <title>');
const NOT_FOUND = PAGE.replace(
  /<noscript>.*<\/noscript>/s,
  '<section class="notice"><h1>Not found</h1><p>There is no page at this address.</p>' +
    '<a href="/">To the overview</a></section>',
).replace('<title>', '<title>Not found · ');

const HTML = 'text/html; charset=utf-8';
const VARY = 'Accept-Encoding, Cookie';
const [OPEN, SIGNED_IN] = [new Asset(HTML, PAGE, VARY), new Asset(HTML, marked(PAGE), VARY)];
