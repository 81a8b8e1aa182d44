import { PipelineError, WorldError } from '../core/errors.ts';
import type { Secret, Secrets } from '../core/secret.ts';

/** A destination, or a way to tell people. */
export interface Wanting {
  readonly name: string;
  readonly secrets?: readonly Secret[];
}

/**
 * Refuses what is not given the secrets that it cannot do without, or cannot read them: now rather than at the first
 * message, days later. Where whoever keeps one is away, it is asked again when the secret is needed. `instead` says
 * what can be done without.
 */
export async function refuseWithout(
  of: string,
  wanting: readonly Wanting[],
  secrets: Secrets,
  instead = '',
): Promise<void> {
  for (const { name, secrets: wanted = [] } of wanting) {
    for (const one of wanted) {
      try {
        await secrets.read(one);
      } catch (thrown) {
        if (thrown instanceof WorldError) continue;
        if (!(thrown instanceof PipelineError)) throw thrown;
        const message = `${of} cannot run with ${name}: ${thrown.message} ${instead}`.trimEnd();
        throw new PipelineError(thrown.code, message, { cause: thrown });
      }
    }
  }
}

/** What is not given here, each in a sentence; nobody is asked for any. */
export const notGiven = (wanting: readonly Wanting[], secrets: Secrets): readonly string[] =>
  wanting.flatMap(({ name, secrets: wanted = [] }) =>
    wanted
      .filter((one) => !secrets.has(one))
      .map(({ secret }) => `${name} needs the secret ${secret}, which is not given here.`),
  );
