import { PipelineError, WorldError } from '../core/errors.ts';
import { isVariable, type Secret, type Secrets } from '../core/secret.ts';

/** A destination, or a way to tell people. */
export interface Wanting {
  readonly name: string;
  readonly secrets?: readonly Secret[];
  /** Environment variables that are no secrets. */
  readonly settings?: readonly string[];
}

/**
 * Refuses what is not given the secrets and settings that it cannot do without, or cannot read them: now rather than
 * at the first message, days later. Where whoever keeps one is away, it is asked again when the secret is needed.
 * `instead` says what can be done without.
 */
export async function refuseWithout(
  of: string,
  wanting: readonly Wanting[],
  secrets: Secrets,
  instead = '',
): Promise<void> {
  const refuse = (name: string, why: PipelineError) =>
    new PipelineError(why.code, `${of} cannot run with ${name}: ${why.message} ${instead}`.trimEnd(), { cause: why });
  for (const { name, secrets: wanted = [], settings = [] } of wanting) {
    const [missing] = settings.filter(isUnset);
    if (missing !== undefined) throw refuse(name, new PipelineError('CONFIG', `${missing} is not set.`));
    for (const one of wanted) {
      try {
        await secrets.read(one);
      } catch (thrown) {
        if (thrown instanceof WorldError) continue;
        if (!(thrown instanceof PipelineError)) throw thrown;
        throw refuse(name, thrown);
      }
    }
  }
}

/** What is not given here, each in a sentence; nobody is asked for any. */
export const notGiven = (wanting: readonly Wanting[], secrets: Secrets): readonly string[] =>
  wanting.flatMap(({ name, secrets: wanted = [], settings = [] }) => [
    ...wanted.filter((one) => !secrets.has(one)).map((one) => `${name} needs ${named(one)}, which is not given here.`),
    ...settings.filter(isUnset).map((one) => `${name} needs ${one}, which is not set here.`),
  ]);

/** Read by whoever needs it from the environment itself, where no file and no service can stand in for it. */
const isUnset = (setting: string): boolean => !process.env[setting];

/** What is no name is not shown, for it may be the secret itself. */
const named = ({ secret }: Secret): string =>
  isVariable(secret) ? `the secret ${secret}` : "a secret by what is no name, such as secret('SLACK_TOKEN')";
