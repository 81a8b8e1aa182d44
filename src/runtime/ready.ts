import { PipelineError } from '../core/errors.ts';
import { changedUpstream, fingerprintOf } from '../core/fingerprint.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { noSecrets, type Secrets } from '../core/secret.ts';
import { type Registered, refuseTaken, type Store } from '../store/store.ts';
import { refuseLoop, refuseUnsound } from './check.ts';
import { refuseWithout } from './wanted-secrets.ts';

interface Where {
  readonly store: Store;
  readonly logUrl: string;
  readonly rebuild?: boolean;
  /** Left out: none is given. */
  readonly secrets?: Secrets;
}

/** Refuses what would be refused once it ran, before anything starts or is written; also while another one runs it. */
export async function refuseUnready(pipeline: Pipeline, where: Where): Promise<void> {
  const { store, logUrl, rebuild = false, secrets = noSecrets } = where;
  refuseUnsound(pipeline);
  refuseLoop(pipeline, logUrl);
  const messages = pipeline.destinations.filter((one) => one.kind === 'messages');
  const instead = `"millrace run ${pipeline.name} --dry-run" shows what would be said, and needs none.`;
  await refuseWithout(pipeline.name, messages, secrets, instead);
  const stored = await store.registered(pipeline.name);
  if (stored?.fingerprint && !rebuild) return refuseChanged(pipeline, stored);
  const views = viewsOf(pipeline);
  const kept = await Promise.all(views.map((view) => store.viewed(view)));
  refuseTaken(pipeline.name, views, (view) => kept[views.indexOf(view)]?.scope.pipeline);
}

/** Refuses to go on with what the pipeline has stored when it was another one. */
export function refuseChanged(pipeline: Pipeline, { scope, fingerprint }: Registered): void {
  if (fingerprint === fingerprintOf(pipeline)) return;
  const why = changedUpstream(pipeline, fingerprint)
    ? `${pipeline.source.upstream?.pipeline}, whose rows it reads, has changed, and is rebuilt first`
    : 'its operators, aggregates or options have changed';
  throw new PipelineError(
    'CHANGED',
    `${pipeline.name} differs from the one whose state is stored (version ${scope.version}): ${why}. Run it with ` +
      '--rebuild to fold the log anew into a new version.',
  );
}
