import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSymbol } from '../../src/market/symbol.ts';

describe('a symbol is split into its assets', () => {
  test.each([
    // What the course streams, and its like.
    ['BTC', 'USDT'],
    ['ETH', 'BTC'],
    ['LTC', 'BNB'],
    ['NEO', 'ETH'],
    // Numbers, one letter, other scripts.
    ['1000SATS', 'USDT'],
    ['1INCH', 'BTC'],
    ['1MBABYDOGE', 'FDUSD'],
    ['T', 'USDT'],
    ['T', 'TRY'],
    ['币安人生', 'USDT'],
    // Dollars of all kinds, bought with each other.
    ['FDUSD', 'USDT'],
    ['FDUSD', 'TRY'],
    ['BFUSD', 'USDT'],
    ['USDT', 'USD'],
    ['BTC', 'USD'],
    ['BTC', 'FDUSD'],
    ['BTC', 'TUSD'],
    ['TUSD', 'USDT'],
    ['BTC', 'USD1'],
    ['USD1', 'USDT'],
    ['BTC', 'USDE'],
    ['USDC', 'TUSD'],
    ['USDSB', 'USDS'],
    ['USDSB', 'USDT'],
    ['XRP', 'RLUSD'],
    ['RLUSD', 'USDT'],
    ['BUSD', 'USDT'],
    ['BUSD', 'DAI'],
    ['BTC', 'USDP'],
    ['USDC', 'PAX'],
    ['BTC', 'UST'],
    ['UST', 'USDT'],
    ['BTC', 'U'],
    ['U', 'USDT'],
    // Euros and rupiahs end like one another.
    ['ADA', 'EUR'],
    ['LUNA', 'EUR'],
    ['BTC', 'EUR'],
    ['BTC', 'AEUR'],
    ['AEUR', 'USDT'],
    ['BTC', 'EURI'],
    ['EURI', 'USDT'],
    ['EUR', 'USDT'],
    ['BTC', 'IDR'],
    ['BNB', 'IDR'],
    ['ARB', 'IDR'],
    ['BNB', 'BIDR'],
    ['USDT', 'IDR'],
    ['USDT', 'BIDR'],
    ['BUSD', 'IDRT'],
    ['USDT', 'TRY'],
    ['USDT', 'BRL'],
    // Coins that others are priced in.
    ['BNSOL', 'SOL'],
    ['SHIB', 'DOGE'],
    ['BTT', 'TRX'],
    ['TRX', 'XRP'],
    ['WBETH', 'ETH'],
    ['BTCST', 'BTC'],
    ['BTC', 'VAI'],
  ])('%s and %s', (base, quote) => {
    expect(splitSymbol(base + quote)).toEqual({ base, quote });
  });

  test('by a known quote behind whatever ends in a digit, which begins no longer quote', () => {
    const base = fc.stringMatching(/^[A-Z0-9]{0,9}[02-9]$/);
    const quote = fc.constantFrom(
      'USDT',
      'FDUSD',
      'USDC',
      'USD1',
      'USD',
      'U',
      'BTC',
      'ETH',
      'BNB',
      'EUR',
      'AEUR',
      'TRY',
    );
    fc.assert(
      fc.property(base, quote, (base, quote) => {
        expect(splitSymbol(base + quote)).toEqual({ base, quote });
      }),
    );
  });

  test('and nothing of it is lost, whatever it is', () => {
    const piece = fc.constantFrom('USDT', 'USD', 'U', 'T', 'A', 'EUR', 'B', 'IDR', 'BNB', 'X', '1');
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 5 }), fc.array(fc.string())), (pieces) => {
        const symbol = pieces.join('');
        const { base, quote } = splitSymbol(symbol);
        expect(base + quote).toBe(symbol);
        if (symbol !== '') expect(base, 'a base is always left').not.toBe('');
      }),
    );
  });
});

test.each(['BTCXYZ', '123456', 'USDT', 'BTC', 'U', 'btcusdt', ''])(
  'a symbol on no quote that is known is kept whole: %j',
  (symbol) => {
    expect(splitSymbol(symbol)).toEqual({ base: symbol, quote: '' });
  },
);
