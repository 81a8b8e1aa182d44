import type { FastifyRequest } from 'fastify';
import { pathOf } from './wall.ts';

/** Whether somebody has come to an address in a browser, where programs have no business. */
export const isForPeople = ({ method, headers, url }: Pick<FastifyRequest, 'method' | 'headers' | 'url'>): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  /\btext\/html\b/i.test(headers.accept ?? '') &&
  !FOR_PROGRAMS.test(pathOf({ url }));

const FOR_PROGRAMS = /^\/(api|assets|metrics|healthz|readyz)(\/|$)/;
