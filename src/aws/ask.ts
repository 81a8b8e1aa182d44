import { WorldError } from '../core/errors.ts';
import { never } from '../core/never.ts';
import { type Clock, type Duration, seconds } from '../core/time.ts';
import { awsFailure } from './failure.ts';
import { patiently } from './patience.ts';

/** How often a service is asked, and how long is waited for an answer each time: what wants a secret waits as well. */
const ATTEMPTS = 4;
export const ANSWER: Duration = seconds(5);

/** Who asks. */
export interface Asking {
  /** What for, as errors begin: `The secret SLACK_TOKEN`. */
  readonly who: string;
  readonly clock: Clock;
}

/**
 * Asks a service once, by a client that is closed behind it. Throttles, errors of the service's own and connections
 * that are lost are waited out, so it must be a question that may be asked twice. A PipelineError CONFIG for what the
 * user can put right, which `needsHelp` names beside the usual, else a WorldError.
 */
export async function asked<C extends { destroy(): void }, T>(
  client: C,
  send: (client: C) => Promise<T>,
  { who, clock }: Asking,
  needsHelp: Readonly<Record<string, string>>,
): Promise<T> {
  const failure = (thrown: unknown) =>
    awsFailure(thrown, { what: who, needsHelp, region: 'Set AWS_REGION to where it is.' });
  const again = (thrown: unknown) => failure(thrown) instanceof WorldError;
  try {
    return await patiently(() => send(client), who, clock, never, again, ATTEMPTS);
  } catch (thrown) {
    throw failure(thrown);
  } finally {
    client.destroy();
  }
}

/** The region that an ARN names. */
export const regionIn = (name: string): string | undefined => /^arn:[\w-]+:[\w-]+:([\w-]+):/.exec(name)?.[1];
