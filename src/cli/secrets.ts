import { secretsIn } from '../aws/secrets.ts';
import type { Secrets } from '../core/secret.ts';
import { systemClock } from '../runtime/clock.ts';

/** Those of this process: read once for all that runs in it, and taken out of each line that it says or logs. */
export const secrets: Secrets = secretsIn({
  env: process.env,
  clock: systemClock,
  alsoRedacted: ['BINANCE_SECRET', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
});
