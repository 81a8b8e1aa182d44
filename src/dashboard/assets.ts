import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { transformSync } from 'amaro';
import type { FastifyInstance } from 'fastify';
import { Asset } from './asset.ts';
import { shell } from './shell.ts';

/**
 * The pages and all that they load, read when the server starts: an address is looked up in this list, and never
 * becomes a path. What runs in the browser is TypeScript without its types.
 */
export function assetRoutes(app: FastifyInstance): void {
  for (const { url, type, body } of assets()) {
    const asset = new Asset(type, body);
    // The page where one signs in has the same looks.
    app.get(url, { config: { open: /^(text\/css|font|image)/.test(type) } }, (request, reply) =>
      asset.answer(request, reply),
    );
  }
  for (const url of PAGES) app.get(url, { config: { page: true } }, shell);
}

const PAGES = [
  ...['/', '/symbols/:key', '/pipelines', '/pipelines/:name', '/jobs', '/jobs/:job', '/jobs/:job/:run'],
] as const;

interface Content {
  readonly url: string;
  readonly type: string;
  readonly body: string | Buffer;
}

const PAGE = new URL('page/', import.meta.url);
const CHARTS = new URL('../charts/', import.meta.url);

/** Of packages: the files that browsers load, as they are published. */
const PACKAGES = [
  ['vega.js', 'vega', 'build/vega.min.js', 'text/javascript; charset=utf-8'],
  ['vega-lite.js', 'vega-lite', 'build/vega-lite.min.js', 'text/javascript; charset=utf-8'],
  ['vega-embed.js', 'vega-embed', 'build/vega-embed.min.js', 'text/javascript; charset=utf-8'],
  ['fast-json-patch.js', 'fast-json-patch', 'dist/fast-json-patch.min.js', 'text/javascript; charset=utf-8'],
  ['inter-400.ttf', '@expo-google-fonts/inter', '400Regular/Inter_400Regular.ttf', 'font/ttf'],
  ['inter-600.ttf', '@expo-google-fonts/inter', '600SemiBold/Inter_600SemiBold.ttf', 'font/ttf'],
] as const;

function* assets(): Generator<Content> {
  for (const [name, from, path, type] of PACKAGES) {
    const folder = dirname(findPackageJSON(from, import.meta.url) ?? '');
    yield { url: `/assets/${name}`, type, body: readFileSync(join(folder, path)) };
  }
  for (const name of readdirSync(PAGE, { recursive: true, encoding: 'utf8' })) {
    const body = () => readFileSync(new URL(name, PAGE), 'utf8');
    const url = `/assets/dashboard/page/${name.replaceAll('\\', '/')}`;
    if (name.endsWith('.ts')) yield { url, type: SCRIPT, body: withoutTypes(body()) };
    if (name.endsWith('.css')) yield { url, type: 'text/css; charset=utf-8', body: body() };
  }
  yield { url: '/favicon.ico', type: 'image/svg+xml', body: readFileSync(new URL('icon.svg', PAGE)) };
  // The colours of the charts are those of the page.
  const theme = readFileSync(new URL('theme.ts', CHARTS), 'utf8');
  yield { url: '/assets/charts/theme.ts', type: SCRIPT, body: withoutTypes(theme) };
}

const SCRIPT = 'text/javascript; charset=utf-8';
const withoutTypes = (source: string): string => transformSync(source, { mode: 'strip-only' }).code;
