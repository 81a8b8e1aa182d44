import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** How a body may be sent. */
export type Encoding = 'br' | 'gzip';

/**
 * The encoding of an answer, by Accept-Encoding: brotli, gzip, or undefined for none. What is not named is taken by
 * its `*`; a weight of 0 is a no.
 */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const one of (accepted ?? '').toLowerCase().split(',')) {
    const [, name = '', weight = '1'] = /^\s*([^\s;]+)\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(one) ?? [];
    weights.set(name, Number(weight));
  }
  return (['br', 'gzip'] as const).find((name) => (weights.get(name) ?? weights.get('*') ?? 0) > 0);
}

/**
 * Beside the event loop. The first who asks waits for it: brotli at 11 would be a tenth smaller than at 5, and take
 * thirty times as long.
 */
export const encode: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
};
