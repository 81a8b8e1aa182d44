import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PipelineError } from '../../core/errors.ts';
import { type Clock, hours } from '../../core/time.ts';

/** What lets those in who know the token, and those who have a pass, which is given for it. */
export interface Lock {
  /** The name of what holds a pass. Cookies know no ports: each token has one of its own, so that none is replaced. */
  readonly cookie: string;
  isToken(text: string): boolean;
  /** Good for `PASS_FOR`, on every process that has the same token. */
  newPass(): string;
  isPass(text: string): boolean;
}

export const PASS_FOR = hours(12);
const TOKEN_MIN = 16;

/** A token that could be guessed is a PipelineError CONFIG. */
export async function lockOf(token: string, clock: Pick<Clock, 'now'>): Promise<Lock> {
  if (token.length < TOKEN_MIN) {
    const todo = 'as `openssl rand -base64 24` prints one';
    throw new PipelineError(
      'CONFIG',
      `The dashboard's token has ${token.length} characters. Wanted: ${TOKEN_MIN} at least, ${todo}.`,
    );
  }
  // Slow on purpose: whoever gets hold of a pass shall not find the token by trying.
  const key = await promisify<string, string, number, Buffer>(scrypt)(token, 'millrace dashboard', 32);
  const mac = (text: string) => createHmac('sha256', key).update(text).digest();
  const same = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
  return {
    cookie: `millrace-${mac('cookie').toString('hex').slice(0, 8)}`,
    // Of the same length whatever is compared, and in the same time.
    isToken: (text) => same(mac(`token ${text}`), mac(`token ${token}`)),
    newPass: () => {
      const until = `${clock.now() + PASS_FOR}`;
      return `${until}.${mac(`pass ${until}`).toString('base64url')}`;
    },
    isPass: (text) => {
      const [, until = '', signed = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(text) ?? [];
      const sound = same(Buffer.from(signed, 'base64url'), mac(`pass ${until}`));
      return sound && Number(until) > clock.now();
    },
  };
}
