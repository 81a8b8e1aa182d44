import { PipelineError } from '../../core/errors.ts';
import { addressOf } from '../../exchange/client/address.ts';

/**
 * Lets orders be meant at an exchange on this machine, where no money is real. At any other one it wants to hear its
 * name, so that a setting that is missing, or is of another exchange, never costs money. @throws PipelineError CONFIG
 */
export function refuseAccident(url: string | undefined, allowed = process.env.BINANCE_LIVE): void {
  const { host, hostname } = new URL(addressOf(url).bases[0] ?? '');
  if (LOOPBACK.test(hostname) || allowed === host) return;
  const got = allowed === undefined ? '' : `, and BINANCE_LIVE is "${allowed}"`;
  throw new PipelineError(
    'CONFIG',
    `orders({ live: true }) would trade at ${host}, perhaps with real money${got}. Set BINANCE_LIVE=${host} if that ` +
      'is what you want, or BINANCE_REST to what `millrace exchange` prints; without live, orders are only tried.',
  );
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
