import { type AwsService, awsService, Refusal } from './service.ts';

/** SSM, as far as GetParameter goes: parameters by their names, `NAME:VERSION` among them. */
export const fakeParameters = (parameters: Readonly<Record<string, string>>): Promise<AwsService> =>
  awsService('AmazonSSM', {
    GetParameter({ Name, WithDecryption }: { readonly Name: string; readonly WithDecryption?: boolean }) {
      if (Name === '') throw new Refusal('ValidationException', '1 validation error detected: name is empty');
      const Value = parameters[Name];
      if (Value === undefined) throw new Refusal('ParameterNotFound');
      return { Parameter: { Name, Type: 'SecureString', Value: WithDecryption ? Value : 'AQICA…', Version: 1 } };
    },
  });

/** Secrets Manager, as far as GetSecretValue goes. */
export const fakeSecretsManager = (secrets: Readonly<Record<string, string | Uint8Array>>): Promise<AwsService> =>
  awsService('secretsmanager', {
    GetSecretValue({ SecretId }: { readonly SecretId: string }) {
      const value = secrets[SecretId];
      if (value === undefined) {
        throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      if (typeof value === 'string') return { Name: SecretId, SecretString: value };
      return { Name: SecretId, SecretBinary: Buffer.from(value).toString('base64') };
    },
  });
