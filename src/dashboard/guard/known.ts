import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

/** Refuses an address that nobody answers: 404, or 405 where it is known for another method, with those in Allow. */
export function refuseUnknown(app: FastifyInstance): void {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url)?.methods ?? new Set<string>();
    for (const each of [method].flat()) methods.add(each);
    known.set(url, { pattern: patternOf(url), methods });
  });
  app.addHook('onRequest', async (request) => {
    if (!request.is404) return;
    const path = request.url.replace(/\?.*/s, '');
    const methods = [...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap((at) => [...at.methods]);
    if (methods.length === 0) throw new Refusal(404, 'There is nothing at this address.');
    const allow = [...new Set(methods)].sort().join(', ');
    throw new Refusal(405, `At this address there is only ${allow}.`, { Allow: allow });
  });
  // Never reached, but for what fastify calls unknown behind the hooks.
  app.setNotFoundHandler(() => {
    throw new Refusal(404, 'There is nothing at this address.');
  });
}

/** Of a route such as `/jobs/:job/:run`. */
const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);
