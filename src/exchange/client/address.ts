import { PipelineError } from '../../core/errors.ts';
import { restBeside } from '../rest-beside.ts';

const BINANCE = 'https://api.binance.com';
/** Hosts that answer for one another. */
const STAND_INS = ['api', 'api-gcp', 'api1', 'api2', 'api3', 'api4'].map((name) => `${name}.binance.com`);
const DATA_ONLY = 'data-api.binance.vision';
/** Who asks one has asked all, as far as limits go; the test net, say, has its own. */
const TOGETHER: readonly string[] = [...STAND_INS, DATA_ONLY];

/** Where requests go. */
export interface Address {
  /** Each ends in a slash; the first is asked unless it fails. */
  readonly bases: readonly string[];
  /** Requests to one are counted together, whichever of its hosts they go to. */
  readonly service: string;
  /** It tells market data without an account, and no historicalTrades. */
  readonly dataOnly: boolean;
}

/** The exchange at `url`, or the usual one. @throws PipelineError CONFIG */
export function addressOf(url = usual()): Address {
  const base = URL.parse(url);
  if (!base || !/^https?:$/.test(base.protocol) || base.search + base.hash + base.username + base.password !== '') {
    const shown = url.replace(/\/\/[^/]*@/, '//…@');
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${shown}", wanted one such as ${BINANCE} in BINANCE_REST.`,
    );
  }
  const own = base.href.replace(/\/$/, '');
  const all = own === BINANCE ? STAND_INS.map((host) => `https://${host}`) : [own];
  return {
    bases: all.map((one) => `${one}/`),
    service: TOGETHER.includes(base.hostname) ? 'binance' : base.host,
    dataOnly: base.hostname === DATA_ONLY,
  };
}

/** Whoever names the streams of another exchange does not mean Binance. Set to nothing they count as left out. */
function usual(): string {
  const { BINANCE_REST, BINANCE_WS } = process.env;
  return BINANCE_REST || (BINANCE_WS ? restBeside(BINANCE_WS) : BINANCE);
}
