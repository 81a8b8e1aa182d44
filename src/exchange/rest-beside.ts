import { PipelineError } from '../core/errors.ts';

/** Whose REST API has the trades of which streams, by exact host: others of Binance's are other exchanges. */
const REST_OF: ReadonlyMap<string, string> = new Map([
  ['stream.binance.com', 'https://api.binance.com'],
  ['data-stream.binance.vision', 'https://api.binance.com'],
  ['stream.testnet.binance.vision', 'https://testnet.binance.vision'],
  ['demo-stream.binance.com', 'https://demo-api.binance.com'],
]);

/**
 * The REST API that belongs to a URL of streams: Binance's own, or that of the same host, as the simulated exchange has
 * it. What one exchange missed is never asked of another. @throws PipelineError CONFIG
 */
export function restBeside(base: string): string {
  const { hostname = '', protocol, host } = URL.parse(base) ?? {};
  const known = REST_OF.get(hostname);
  if (known !== undefined) return known;
  if (hostname === '' || /(^|\.)binance\.[a-z]+$/.test(hostname)) {
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${base}", of which no REST API is known. Set BINANCE_REST.`,
    );
  }
  return `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}`;
}
