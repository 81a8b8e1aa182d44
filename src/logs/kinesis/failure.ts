import { awsFailure } from '../../aws/failure.ts';
import { type PipelineError, WorldError } from '../../core/errors.ts';

const KMS = 'Make the key with which the stream is encrypted usable, and allow its use.';

/** What the service threw, by its name: what the user has to put right before it can work. */
const needsHelp: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'Make it with "millrace stream create", or name one that is there, in its region.',
  ValidationException: 'Check its name and the options.',
  InvalidArgumentException: 'Check its name and the options.',
  KMSAccessDeniedException: KMS,
  KMSDisabledException: KMS,
  KMSInvalidStateException: KMS,
  KMSNotFoundException: KMS,
  KMSOptInRequired: KMS,
};

/** What was thrown, as an error of ours; what only time can mend is a WorldError. One of ours comes back as it is. */
export const failure = (thrown: unknown, stream: string): PipelineError =>
  awsFailure(thrown, {
    what: `Kinesis stream ${stream}`,
    needsHelp,
    missing: ['ResourceNotFoundException'],
    region: 'Say --log kinesis://REGION, or set MILLRACE_LOG or AWS_REGION; for an agent, kinesis.region.',
  });

/** Whether only time can mend what was thrown. */
export const isOfTheWorld = (thrown: unknown): boolean => failure(thrown, '') instanceof WorldError;
