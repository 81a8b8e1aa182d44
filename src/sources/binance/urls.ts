import { PipelineError } from '../../core/errors.ts';

const BINANCE = 'wss://stream.binance.com:9443';
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
