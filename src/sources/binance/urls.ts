import { PipelineError } from '../../core/errors.ts';

const BINANCE = 'wss://stream.binance.com:9443';
/** Whose REST API has the trades of which streams, by exact host: others of Binance's are other exchanges. */
const REST_OF: ReadonlyMap<string, string> = new Map([
  ['stream.binance.com', 'https://api.binance.com'],
  ['data-stream.binance.vision', 'https://api.binance.com'],
  ['stream.testnet.binance.vision', 'https://testnet.binance.vision'],
  ['demo-stream.binance.com', 'https://demo-api.binance.com'],
]);

/** What stands for `wss://stream.binance.com:9443`. @throws PipelineError CONFIG */
export function streamBase(base = BINANCE): string {
  const url = URL.parse(base);
  if ((url?.protocol !== 'ws:' && url?.protocol !== 'wss:') || url.hash !== '') {
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${base}", wanted one such as ${BINANCE}. Set BINANCE_WS, or the option url of binance().`,
    );
  }
  if (url.searchParams.has('timeUnit')) {
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${base}": leave timeUnit out, times are in milliseconds.`,
    );
  }
  return base;
}

/**
 * The REST API that belongs to a URL of streams: Binance's own, or that of the same host, as the simulated exchange has
 * it. What one exchange missed is never asked of another. @throws PipelineError CONFIG
 */
export function restBeside(base: string): string {
  const { hostname, protocol, host } = new URL(base);
  const known = REST_OF.get(hostname);
  if (known !== undefined) return known;
  if (/(^|\.)binance\.[a-z]+$/.test(hostname)) {
    const remedy = 'Set BINANCE_REST, or the option rest of binance()';
    throw new PipelineError('CONFIG', `The exchange's URL is "${base}", of which no REST API is known. ${remedy}.`);
  }
  return `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}`;
}
