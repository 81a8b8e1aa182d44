import { PipelineError } from '../../core/errors.ts';
import { ANSWER, type Asking, asked, regionIn } from '../ask.ts';
import { clientOptions } from '../client.ts';
import { textOf, trimmed, type Way } from './way.ts';

const needsHelp: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'Wanted: the name or the ARN of a secret that is there, in its region.',
  DecryptionFailure: 'Make the key by which it is encrypted usable, and allow its use.',
  InvalidRequestException: 'Wanted: a secret that is not about to be deleted.',
  InvalidParameterException: 'Wanted: the name or the ARN of a secret.',
  ValidationException: 'Wanted: the name or the ARN of a secret.',
};

/** `secretsmanager:ID`, a name or an ARN; `secretsmanager:ID#FIELD`, that field of the JSON object that it is. */
export const fromSecretsManager: Way = async (place, asking) => {
  const [, id = '', field] = /^([^#]*)(?:#(.*))?$/s.exec(place) ?? [];
  const region = regionIn(id);
  const [sdk, options] = await Promise.all([
    import('@aws-sdk/client-secrets-manager'),
    clientOptions({ region }, ANSWER),
  ]);
  const command = new sdk.GetSecretValueCommand({ SecretId: id });
  const client = new sdk.SecretsManagerClient(options);
  const { SecretString: text, SecretBinary: data = new Uint8Array() } = await asked(
    client,
    (client) => client.send(command),
    asking,
    needsHelp,
  );
  const whole = text === undefined ? textOf(data, asking) : trimmed(text, asking);
  return field === undefined ? whole : fieldOf(whole, field, asking);
};

function fieldOf(text: string, field: string, asking: Asking): string {
  const fields = fieldsIn(text);
  const value = fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (typeof value === 'string' || typeof value === 'number') return trimmed(String(value), asking);
  const got = fields ? `it has: ${Object.keys(fields).join(', ')}` : 'it is no JSON object';
  throw new PipelineError('CONFIG', `${asking.who} has no field ${field}, of text or a number: ${got}.`);
}

function fieldsIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
