import { PipelineError } from '../core/errors.ts';

/** Where a Redis store is, and under which prefix it keeps its keys. */
export interface RedisAddress {
  /** To be shown: without a password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  readonly tls: boolean;
  readonly prefix: string;
}

const WANTED =
  'redis://HOST:6379, rediss:// with TLS, with USER:PASSWORD@ in front of the host, /DB behind it, and ?prefix=NAME ' +
  'where several share one database';

/** A comma behind what names the user, and before all that follows the hosts. */
const SEVERAL_HOSTS = /^\w+:\/\/(?:.*@)?[^/?#@]*,[^@]*$/;

export const isRedis = (url: string): boolean => /^rediss?:/.test(url);

/** @throws PipelineError CONFIG for what cannot be right */
export function redisAddress(url: string): RedisAddress {
  const refuse = (what: string) =>
    new PipelineError(
      'CONFIG',
      `"${hidden(url)}" names no store: ${what}. Wanted: ${WANTED}; or sqlite:PATH, or memory:.`,
    );
  if (SEVERAL_HOSTS.test(url))
    throw refuse('it names several hosts, and Redis Cluster and Sentinel are not spoken yet');
  if (!URL.canParse(url)) throw refuse('it is no URL');
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (hostname === '') throw refuse('it names no host');
  const decoded = (what: string, text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      throw refuse(`a % in its ${what} is written %25`);
    }
  };
  const db = /^\/?(\d*)\/?$/.exec(pathname)?.[1];
  if (db === undefined) throw refuse(`the database is ${pathname.slice(1)}, and must be a number`);
  const { prefix = 'millrace', ...others } = Object.fromEntries(searchParams);
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(`nobody knows the option ${other}`);
  if (!/^[\w.:-]{1,64}$/.test(prefix))
    throw refuse(`the prefix is ${JSON.stringify(prefix)}; it is of A-Z a-z 0-9 _ . : -`);
  return {
    shown: hidden(url),
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(db),
    tls: protocol === 'rediss:',
    prefix,
    ...(username !== '' && { username: decoded('user', username) }),
    ...(password !== '' && { password: decoded('password', password) }),
  };
}

/** A password is shown to nobody. */
export const hidden = (url: string): string => url.replace(/\/\/.*@/, '//…@');
