import type { Secrets } from '../core/secret.ts';
import type { Clock } from '../core/time.ts';
import { type Environment, inEnvironment, isInEnvironment } from './secrets/environment.ts';
import { Redactor } from './secrets/redactor.ts';
import { trimmed, type Way } from './secrets/way.ts';

export interface SecretsWorld {
  /** `process.env`. */
  readonly env: Environment;
  readonly clock: Clock;
  /** Variables that others read by themselves, and that are not to be told either. */
  readonly alsoRedacted?: readonly string[];
}

/**
 * Secrets by the name of an environment variable, which holds one or says where it is (`file:PATH`, `kms:CIPHERTEXT`,
 * `ssm:NAME`, `secretsmanager:ID#FIELD`), or has a neighbour `…_FILE` that names a file; or by where it is, without a
 * variable. Whoever keeps it is asked once, however many want to know; a failure is not kept. A line end behind a
 * secret is none of it. What was read is redacted, in JSON, URLs and base64, too, but for what has fewer than 5
 * characters.
 */
export function secretsIn({ env, clock, alsoRedacted = [] }: SecretsWorld): Secrets {
  const redactor = new Redactor();
  const kept = new Map<string, string>();
  const underWay = new Map<string, Promise<string>>();
  for (const name of alsoRedacted) redactor.learn(name, env[name] ?? '');

  async function fetched(named: string): Promise<string> {
    const asking = { who: `The secret ${shown(named)}`, clock };
    const place = placed(named) ? named : inEnvironment(named, env);
    const at = placed(place);
    const value = at ? await at.way(at.place, asking) : trimmed(place, asking);
    redactor.learn(named, value);
    kept.set(named, value);
    return value;
  }

  return {
    has: ({ secret }) => placed(secret) !== undefined || isInEnvironment(secret, env),
    async read({ secret: named }, { fresh = false } = {}) {
      const known = fresh ? undefined : kept.get(named);
      if (known !== undefined) return known;
      const asked = underWay.get(named) ?? fetched(named).finally(() => underWay.delete(named));
      underWay.set(named, asked);
      return asked;
    },
    redact: (text) => redactor.redact(text),
  };
}

/** Loaded where one is gone: every command has its secrets at hand, and few read any. */
const ways: Readonly<Record<string, Way>> = {
  file: async (...asked) => (await import('./secrets/file.ts')).fromFile(...asked),
  kms: async (...asked) => (await import('./secrets/kms.ts')).fromKms(...asked),
  ssm: async (...asked) => (await import('./secrets/ssm.ts')).fromSsm(...asked),
  secretsmanager: async (...asked) => (await import('./secrets/secrets-manager.ts')).fromSecretsManager(...asked),
};

function placed(text: string): { readonly way: Way; readonly place: string } | undefined {
  const [, name = '', place = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
  return way && { way, place };
}

/** As errors call it: of a ciphertext its beginning is enough to find it. */
const shown = (named: string): string =>
  named.length > 40 && named.startsWith('kms:') ? `${named.slice(0, 20)}…` : named;
