import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from './fixture.ts';

/** Four minutes of a simulated market as a log holds it: fixture.ts. */
export const fixtureLines = readFileSync(join(FIXTURES, 'crypto.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

/** The trades in such lines, each once, as a plain loop finds them; amounts in whole numbers of 1e-8. */
export function tradesIn(lines: readonly string[]) {
  const found = new Map<string, { symbol: string; id: number; time: number; price: bigint; quantity: bigint }>();
  for (const line of lines) {
    try {
      const json = JSON.parse(line);
      const { e, s, t, p, q, T } = json.data ?? json;
      if (e !== 'trade') continue;
      const time = T > 1e14 ? T / 1_000 : T;
      if (!found.has(`${s} ${t}`))
        found.set(`${s} ${t}`, { symbol: s, id: t, time, price: units(p), quantity: units(q) });
    } catch {} // a torn line
  }
  return [...found.values()];
}

const units = (text: string): bigint => {
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(8, '0'));
};
