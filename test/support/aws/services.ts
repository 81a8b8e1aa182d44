import { afterAll, vi } from 'vitest';
import { credentials } from '../kinesis/front.ts';
import { type FakeKms, fakeKms } from './kms.ts';
import { fakeParameters, fakeSecretsManager } from './parameters.ts';
import type { AwsService } from './service.ts';

/** Services that hold secrets, for all tests of a file. */
export interface Services {
  readonly kms: FakeKms;
  readonly ssm: AwsService;
  readonly manager: AwsService;
  /** What leads the SDK to them. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts them, and leads this process to them. */
export async function services(
  parameters: Readonly<Record<string, string>> = {},
  secrets: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Services> {
  const [kms, ssm, manager] = await Promise.all([fakeKms(), fakeParameters(parameters), fakeSecretsManager(secrets)]);
  const env = {
    ...credentials,
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.endpoint,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const service of [kms, ssm, manager]) await service[Symbol.asyncDispose]();
  });
  return { kms, ssm, manager, env };
}
