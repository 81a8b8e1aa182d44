import { PipelineError } from '../core/errors.ts';

/** A server that takes mail, as a URL says. */
export interface Server {
  /** To be shown: without a user and a password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, TLS by STARTTLS and nothing without it, or none at all. */
  readonly tls: 'at once' | 'starttls' | 'none';
  readonly login?: { readonly user: string; readonly pass: string };
}

const WANTED =
  'Wanted: smtp://USER:PASSWORD@HOST:587, smtps:// for TLS from the first byte, with %25 for a % in the user or the ' +
  'password; ?starttls=no only for a server on this machine.';
/** By convention of TLS from the first byte, whatever the URL begins with. */
const TLS_PORT = 465;

/**
 * Reads `smtp://user:password@host:587`. A connection is encrypted, or there is none; but for `?starttls=no`, which is
 * for a server on this machine alone.
 *
 * @throws PipelineError CONFIG for what cannot be right, without showing the password
 */
export function serverAt(url: string): Server {
  const refuse = (what: string) => new PipelineError('CONFIG', `The mail server cannot be right: ${what}. ${WANTED}`);
  // By hand, for a password of SES may have a / in it, which no URL may.
  const [, scheme = '', username = '', password = '', place = ''] = URL_OF.exec(url) ?? [];
  if (!URL.canParse(`${scheme}${place}`)) throw refuse('it is no URL');
  const { protocol, hostname, port: told, pathname, searchParams } = new URL(`${scheme}${place}`);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw refuse(`its URL begins with ${protocol}//`);
  if (hostname === '') throw refuse('its URL names no host');
  if (!['', '/'].includes(pathname)) throw refuse(`its URL has a path behind the host, which is ${hostname}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const port = told === '' ? (protocol === 'smtps:' ? TLS_PORT : 587) : Number(told);
  const { starttls = 'yes', ...others } = Object.fromEntries(searchParams);
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(`nobody knows the option ${other}`);
  if (!['yes', 'no'].includes(starttls)) throw refuse(`starttls is ${starttls}, and must be yes or no`);
  if (starttls === 'no' && !isThisMachine(host)) throw refuse(`what is sent to ${host} would not be encrypted`);
  if ((username === '') !== (password === '')) throw refuse('there is only one of a user and a password');
  const atOnce = protocol === 'smtps:' || port === TLS_PORT;
  return {
    shown: `${atOnce ? 'smtps' : 'smtp'}://${hostname}:${port}`,
    host,
    port,
    tls: atOnce ? 'at once' : starttls === 'no' ? 'none' : 'starttls',
    ...(username !== '' && { login: { user: decoded(username, refuse), pass: decoded(password, refuse) } }),
  };
}

const URL_OF = /^(\w+:\/\/)(?:([^:@/]*)(?::(.*))?@)?([^@]*)$/s;

function decoded(text: string, refuse: (what: string) => PipelineError): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('a % in its user or password is written %25');
  }
}

const isThisMachine = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host);
