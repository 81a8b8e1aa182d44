import { ANSWER, asked, regionIn } from '../ask.ts';
import { clientOptions } from '../client.ts';
import { trimmed, type Way } from './way.ts';

const NAME = 'Wanted: the name or the ARN of a parameter that is there, in its region.';
const needsHelp: Readonly<Record<string, string>> = {
  ParameterNotFound: NAME,
  ParameterVersionNotFound: 'Wanted: a version or a label that it has.',
  InvalidKeyId: 'Make the key by which it is encrypted usable, and allow its use.',
  ValidationException: NAME,
};

/** `ssm:NAME`, decrypted; also an ARN, and `ssm:NAME:VERSION`. */
export const fromSsm: Way = async (name, asking) => {
  const region = regionIn(name);
  const [sdk, options] = await Promise.all([import('@aws-sdk/client-ssm'), clientOptions({ region }, ANSWER)]);
  const command = new sdk.GetParameterCommand({ Name: name, WithDecryption: true });
  const answer = await asked(new sdk.SSMClient(options), (client) => client.send(command), asking, needsHelp);
  return trimmed(answer.Parameter?.Value ?? '', asking);
};
