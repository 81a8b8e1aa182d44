import { PipelineError } from './errors.ts';

/** Names a secret, and does not hold it: a pipeline file may be read by anybody. */
export interface Secret {
  /** A name such as `SLACK_TOKEN`, or where it is, such as `kms:AQICA…`. */
  readonly secret: string;
}

export const secret = (from: string): Secret => ({ secret: from });

/** Whether it is the name of a variable, which may be shown: a token is longer, or has other characters. */
export const isVariable = (name: string): boolean => /^[A-Za-z_]\w{0,63}$/.test(name);

/** Where secrets come from, and what keeps them to itself. */
export interface Secrets {
  /** Whether one is given at all, which asks nobody. */
  has(secret: Secret): boolean;
  /**
   * Decrypted once and kept in memory; `fresh` asks again. A PipelineError CONFIG where it is not given or cannot be
   * one, a WorldError where whoever keeps it is away.
   */
  read(secret: Secret, how?: { readonly fresh?: boolean }): Promise<string>;
  /** The text without any secret that was read so far. */
  redact(text: string): string;
}

/** Nothing is given. */
export const noSecrets: Secrets = {
  has: () => false,
  read: async ({ secret }) => {
    const named = isVariable(secret) ? `The secret ${secret}` : 'A secret';
    throw new PipelineError('CONFIG', `${named} is wanted, and none are given here.`);
  },
  redact: (text) => text,
};
