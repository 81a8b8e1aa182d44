import { messageOf, PipelineError, WorldError } from '../core/errors.ts';

/** What Redis answers while it cannot do what it is asked to, by the first word; and what that asks of people. */
const WORLDLY: ReadonlyMap<string, string> = new Map([
  ['OOM', 'its memory is full: give it more (maxmemory), or keep less; nothing was written'],
  ['READONLY', 'it is a replica, or became one: nothing was written, and the connection is made anew'],
  ['MISCONF', 'it cannot save to its disk, and takes no writes until it can'],
  ['LOADING', 'it is still loading what it had saved'],
  ['BUSY', 'a script of somebody keeps it busy'],
  ['MASTERDOWN', 'it is a replica that has lost its master'],
  ['NOREPLICAS', 'it wants more replicas than it has (min-replicas-to-write)'],
]);

const CLUSTER = 'it is a Redis Cluster, which is not spoken yet: name a Redis that stands alone';
/** What people have to put right. */
const OF_USERS: ReadonlyMap<string, string> = new Map([
  ['NOAUTH', 'it wants a password: redis://USER:PASSWORD@HOST'],
  ['WRONGPASS', 'it does not know this user and password'],
  ['NOPERM', 'its ACL does not let this user do that: docs/redis.md says what it needs'],
  ['MOVED', CLUSTER],
  ['CLUSTERDOWN', CLUSTER],
  ['CROSSSLOT', CLUSTER],
  ['WRONGTYPE', 'what another program has written there is not what belongs there: remove that key'],
]);

/** Why a certificate is not trusted, by the error codes of Node; a wrong name or date in it speaks for itself. */
const UNKNOWN_ISSUERS: ReadonlySet<unknown> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What ioredis says of a command for which there is no connection now. */
const AWAY = /^(Stream isn't writeable|Connection is closed|Reached the max retries|Command aborted)/;
/** And of a connection that answers nothing. */
const SILENT = /^(Command timed out|Socket timeout)/;
/** How Node names what becomes of a connection; a wrong argument is ERR_INVALID_ARG_TYPE and so on. */
const OF_CONNECTIONS = /^(E[A-Z\d]+|CERT_.*|HOSTNAME_MISMATCH|ERR_(TLS|SSL|SOCKET|STREAM)_.*)$/;
/** What Redis says, without a word in front, to one connection more than it takes. */
const TOO_MANY = /^ERR max number of clients/;

/** There was no connection for it: why there is none says more. */
export const isAway = (thrown: unknown): boolean => AWAY.test(messageOf(thrown));

/** What was thrown by a client of Redis, as ours. A mistake of ours stays what it is. */
export function failure(thrown: unknown, shown: string): unknown {
  if (thrown instanceof PipelineError) return thrown;
  const message = messageOf(thrown);
  const [word = ''] = message.split(' ');
  const told = `${shown}: ${isAway(thrown) ? 'the connection is lost, and being made again' : message}`;
  if (thrown instanceof Error && 'code' in thrown && UNKNOWN_ISSUERS.has(thrown.code)) {
    const wanted =
      'Wanted: a certificate that this machine trusts, or its issuer in the file that NODE_EXTRA_CA_CERTS names';
    return new PipelineError('CONFIG', `${shown}: ${thrown.code}. ${wanted}.`, { cause: thrown });
  }
  const world = WORLDLY.get(word);
  if (world !== undefined) return new WorldError(`${told} (${world})`, { cause: thrown });
  const user = OF_USERS.get(word);
  if (user !== undefined) return new PipelineError('CONFIG', `${told} (${user})`, { cause: thrown });
  return isOfTheWay(thrown) || TOO_MANY.test(message) ? new WorldError(told, { cause: thrown }) : thrown;
}

function isOfTheWay(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (AWAY.test(thrown.message) || SILENT.test(thrown.message)) return true;
  return 'code' in thrown && typeof thrown.code === 'string' && OF_CONNECTIONS.test(thrown.code);
}
