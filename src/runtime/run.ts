import { defer, from, ignoreElements, map, merge, mergeMap, type Observable, Subject, tap } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import type { Prices } from '../core/prices.ts';
import type { PartitionId } from '../core/record.ts';
import { noSecrets } from '../core/secret.ts';
import type { Logger, RunContext } from '../core/source.ts';
import type { Clock, Duration, Millis } from '../core/time.ts';
import { LEASE_MAX, type Registered, type Scope, type Store, type StoreReader } from '../store/store.ts';
import { keptRowsIn } from './kept-rows.ts';
import { leased } from './lease.ts';
import { delivery } from './outbox.ts';
import { partitions, type Shared } from './partitions.ts';
import { refuseChanged, refuseUnready } from './ready.ts';
import { retryWorld } from './retry.ts';
import { askedOnce } from './run-prices.ts';
import { LIMITS, type Limits, type Progress } from './task-spec.ts';
import { Underway } from './underway.ts';

export interface RunOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What `log('name')` stands for, such as `file:./data`. */
  readonly logUrl: string;
  /** What each asset costs now; for jobs that ask for it. */
  readonly prices?: () => Promise<Prices>;
  /** Left out: none is given. */
  readonly secrets?: RunContext['secrets'];
  /** Where the rows of other pipelines and the keys of other readers are looked up. Left out: in the store. */
  readonly reads?: StoreReader;
  /** Takes the pictures that the run makes for people. */
  readonly keepPicture?: RunContext['keepPicture'];
  /** Aborted: the batch in flight is committed, then everything closes and the run completes. */
  readonly signal: AbortSignal;
  /** When the run was due, where something else than its beginning decides; for jobs. */
  readonly scheduled?: Millis;
  /** Unique to this process. */
  readonly owner: string;
  /** Begin a new version of the pipeline from nothing, beside the stored one. */
  readonly rebuild?: boolean;
  /** How long its pipeline rests when this process is killed; a minute at most. */
  readonly leaseSpan?: Duration;
  readonly limits?: Partial<Limits>;
}

export interface RunProgress extends Progress {
  readonly pipeline: string;
  readonly scope: Scope;
}

const LEASE: Duration = 10_000;

/**
 * Runs a pipeline on all its partitions: takes the lease or stands by, enrols the roster, keeps one task on each
 * partition, reopens what the world has failed, delivers the outbox. Completes when a bounded source is over or the
 * signal is given; errors with a PipelineError that is meant for the user, or with a bug.
 */
export function run(pipeline: Pipeline, options: RunOptions): Observable<RunProgress> {
  const { store, owner, rebuild = false, leaseSpan: span = LEASE } = options;
  return defer(() => {
    if (!(span > 0 && span <= LEASE_MAX)) {
      throw new PipelineError('CONFIG', `leaseSpan is ${span} ms. Wanted: more than 0, up to ${LEASE_MAX}.`);
    }
    const context = contextOf(options);
    const underway = new Underway();
    const begun = new Set<PartitionId>();
    const scoped = register(pipeline, options);
    const work = (scope: Scope) => {
      const limits = { ...LIMITS, ...options.limits };
      return worked({ pipeline, scope, store, owner, context, limits, underway, begun });
    };
    const leasing = { store, pipeline: pipeline.name, owner, span, rebuild, context, underway };
    return defer(() => from(refuseUnready(pipeline, options))).pipe(
      mergeMap(() => leased(leasing, () => defer(() => scoped()).pipe(mergeMap(work)))),
      retryWorld(pipeline.name, owner, context),
    );
  });
}

/** All partitions, and beside them the outbox. */
function worked(shared: Omit<Shared, 'opened'>): Observable<RunProgress> {
  const { pipeline, scope } = shared;
  const said = new Subject<void>();
  // A task that is opened again may follow a commit that was made unheard.
  const progress = partitions({ ...shared, opened: () => said.next() }).pipe(
    map((progress) => ({ ...progress, pipeline: pipeline.name, scope })),
    tap({ next: ({ messages }) => messages > 0 && said.next(), complete: () => said.complete() }),
  );
  return merge(delivery(said, shared).pipe(ignoreElements()), progress);
}

/** Registers the pipeline; asking again, for a lost answer or the lease, does not rebuild again. */
function register(pipeline: Pipeline, { store, logger, rebuild = false }: RunOptions): () => Promise<Scope> {
  let before: Registered | 'nothing' | undefined;
  let told = false;
  return async () => {
    if (rebuild) before ??= (await store.registered(pipeline.name)) ?? 'nothing';
    // What a reset has left is nothing to rebuild.
    const rebuilt = before === 'nothing' || before?.fingerprint === '' ? undefined : before;
    const version = rebuilt?.scope.version;
    const registered = await store.register(pipeline.name, fingerprintOf(pipeline), viewsOf(pipeline), version);
    refuseChanged(pipeline, registered);
    if (rebuilt && !told) tellRebuilt(rebuilt, registered, logger);
    told = true;
    return registered.scope;
  };
}

function tellRebuilt(before: Registered, { scope, fingerprint }: Registered, logger: Logger): void {
  const [old, begun] = [before.scope.version, scope.version];
  logger.info(
    scope,
    `version ${begun} begins its log anew; version ${old} is kept until the next rebuild, and older ones are removed`,
  );
  if (before.fingerprint !== fingerprint) return;
  logger.warn(scope, `nothing differs from version ${old}: without --rebuild it would have gone on where that one was`);
}

const contextOf = (options: RunOptions): RunContext => {
  const { store, clock, logger, logUrl, signal, scheduled = clock.now(), prices = noPrices } = options;
  const { secrets = noSecrets, keepPicture = () => {}, reads = store } = options;
  const keys = (pattern: string) => reads.keys.matching(pattern);
  const world = { clock, logger, logUrl, signal, scheduled, prices: askedOnce(prices), secrets, keepPicture };
  return { ...world, keys, ...keptRowsIn(reads) };
};

const noPrices = () =>
  Promise.reject(new PipelineError('CONFIG', 'The prices of the run were asked for, and nobody tells them here.'));
