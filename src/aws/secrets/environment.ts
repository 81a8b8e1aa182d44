import { PipelineError } from '../../core/errors.ts';
import { isVariable } from '../../core/secret.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the variable of that name holds: the secret, or where it is; or the place of the file that `…_FILE` names. */
export function inEnvironment(name: string, env: Environment): string {
  if (!isVariable(name)) throw new PipelineError('CONFIG', notOne(name));
  const { value, file } = held(name, env);
  if (value !== undefined && file !== undefined) {
    throw new PipelineError(
      'CONFIG',
      `Both ${name} and ${name}_FILE are set, and tell a secret: leave one of them out.`,
    );
  }
  if (file !== undefined) return `file:${file}`;
  if (value !== undefined) return value;
  throw new PipelineError(
    'CONFIG',
    `The secret ${name} is not given. Set ${name} to it, or to where it is (file:PATH, kms:CIPHERTEXT, ssm:NAME, ` +
      `secretsmanager:ID), or ${name}_FILE to the path of a file that holds it.`,
  );
}

export function isInEnvironment(name: string, env: Environment): boolean {
  const { value, file } = held(name, env);
  return (value ?? file) !== undefined;
}

/** A variable that is set to nothing, as a compose file does with those that it passes on, is not set. */
const held = (name: string, env: Environment) => ({
  value: env[name] || undefined,
  file: env[`${name}_FILE`] || undefined,
});

/** Not shown, for it may be the secret itself. */
function notOne(name: string): string {
  const got = /^AQICA/.test(name) ? 'a ciphertext of KMS without kms: in front of it' : `${name.length} characters`;
  return (
    `secret(…) was given ${got}. Wanted: the name of an environment variable, as in secret('SLACK_TOKEN'), or ` +
    'where the secret is (file:PATH, kms:CIPHERTEXT, ssm:NAME, secretsmanager:ID). It never is the secret itself: ' +
    'a pipeline file is read by many.'
  );
}
