import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodingFor } from '../../src/dashboard/encoding.ts';
import { servedDashboard } from '../support/dashboard.ts';

const NAMES = ['/', '/assets/vega.js', '/assets/dashboard/page/style.css', '/assets/dashboard/page/main.ts'];

test('each asset is the same however it is compressed, and says what it varies by', async () => {
  await using served = await servedDashboard();
  for (const name of NAMES) {
    const as = (accepted: string) => served.ask(name, { headers: { 'Accept-Encoding': accepted } });
    const [plain, gzip, br] = await Promise.all([as('identity'), as('gzip'), as('br, gzip')]);
    expect([plain, gzip, br].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip', 'br']);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(new Set([plain, gzip, br].map(({ headers }) => headers.etag)).size).toBe(3);
    for (const { headers } of [plain, gzip, br]) {
      const vary = name === '/' ? 'Accept-Encoding, Cookie' : 'Accept-Encoding';
      expect(headers).toMatchObject({ vary, 'cache-control': 'no-cache' });
    }
  }
});

test('who has an asset in this encoding is told that it is unchanged', async () => {
  await using served = await servedDashboard();
  const headers = { 'Accept-Encoding': 'br' };
  const { headers: got } = await served.ask('/assets/vega.js', { headers });
  const etag = String(got.etag);
  const again = await served.ask('/assets/vega.js', { headers: { ...headers, 'If-None-Match': etag } });
  expect([again.status, again.headers.etag, again.text]).toEqual([304, etag, '']);
  const plain = await served.ask('/assets/vega.js', { headers: { 'If-None-Match': etag } });
  expect(plain.status).toBe(200);
});

/** What a page, a style sheet or a module names to be loaded. */
const NAMED = /(?:src|href)="(\/[^"]+)"|(?:from|import\(?) ?["'](\.[^"']+)["']|url\("([^"]+)"\)/g;

test('all that the page loads is there, with its type, and its scripts have no types left', async () => {
  await using served = await servedDashboard();
  const page = (await served.ask('/')).text;
  expect(page).not.toMatch(/(src|href)="(https?:|\/\/)|<script>|style="|onclick/);
  const loaded = new Set(['/']);
  // What is added while it goes on is visited, too.
  for (const path of loaded) {
    const { status, headers, text } = await served.ask(path);
    expect([path, status, headers['content-type']]).toEqual([path, 200, typeOf(path)]);
    if (path.endsWith('.ts')) expect(text).not.toMatch(/^(export )?interface |: readonly /m);
    if (!/\.(ts|css)$|\/$/.test(path)) continue;
    for (const [, from, module, of] of text.matchAll(NAMED)) {
      loaded.add(new URL(from ?? module ?? of ?? '', `http://here${path}`).pathname);
    }
  }
  expect([...loaded]).toEqual(expect.arrayContaining(['/assets/charts/theme.ts', '/assets/inter-400.ttf']));
});

function typeOf(path: string): string {
  if (path === '/') return 'text/html; charset=utf-8';
  if (path === '/favicon.ico') return 'image/svg+xml';
  if (path.endsWith('.ttf')) return 'font/ttf';
  return path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
}

test('nothing is an asset but what is on the list', async () => {
  await using served = await servedDashboard();
  for (const path of [
    '/assets/dashboard/page/../../server.ts',
    '/assets/dashboard/page/%2e%2e/%2e%2e/server.ts',
    '/assets/dashboard/page/..%2f..%2fserver.ts',
    '/assets/dashboard/page/tsconfig.json',
    '/assets/dashboard/server.ts',
    '/assets//vega.js',
    '/assets/vega.js/',
  ])
    expect([path, (await served.ask(path)).status]).toEqual([path, 404]);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['identity', undefined],
  ['gzip;q=0.0', undefined],
  ['BR', 'br'],
  ['br;q=high', undefined],
])('to who accepts %s it is sent as %s', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding);
});
