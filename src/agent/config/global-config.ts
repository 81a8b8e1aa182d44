import type { KinesisPlace } from '../../aws/kinesis.ts';
import type { Millis } from '../../core/time.ts';
import { endpoint, flag, path, region, secret, text, whole } from './kinds.ts';
import type { Kinds, Refused, Section } from './section.ts';

/** What holds for all flows. */
export interface GlobalConfig {
  /** The region is that of the endpoint where that tells it. */
  readonly place: KinesisPlace;
  /** Where the file has none, they are looked up as AWS's own tools do. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly checkpointTimeToLiveDays: number;
  readonly statusReportingPeriodSeconds: number;
  readonly metrics: MetricsConfig;
  readonly shutdownTimeoutMillis: Millis;
}

export interface MetricsConfig {
  /** Whether they are told as CloudWatch reads them. */
  readonly emitted: boolean;
  readonly namespace: string;
  /** Whether the log gets them as well. */
  readonly logged: boolean;
}

const millis = whole(0);

const idle: Kinds = {
  checkpointFile: path,
  'cloudwatch.endpoint': endpoint,
  'cloudwatch.metricsBufferTimeMillis': millis,
  'cloudwatch.metricsQueueSize': whole(1),
  'firehose.endpoint': endpoint,
  'sts.endpoint': endpoint,
  'log.emitInternalMetrics': flag,
  maxSendingThreads: whole(1),
  sendingThreadsMaxQueueSize: whole(1),
  sendingThreadsKeepAliveMillis: millis,
  maxConnections: whole(1),
  connectionTimeoutMillis: millis,
  connectionTTLMillis: millis,
  socketTimeoutMillis: millis,
  useTcpKeepAlive: flag,
  useHttpGzip: flag,
};

const PROFILE = 'remove it, and name a profile that does it in AWS_PROFILE';
const refused: Refused = {
  assumeRoleARN: PROFILE,
  assumeRoleExternalId: PROFILE,
  userDefinedCredentialsProvider: PROFILE,
};

export function globalIn(file: Section): GlobalConfig {
  file.refuse(refused);
  file.idle(idle);
  if (file.get('cloudwatch.tagInstance', flag)) {
    file.error(`${file.name}: cloudwatch.tagInstance is true, and Millrace asks nothing of EC2; remove it.`);
  }
  const credentials = credentialsIn(file);
  return {
    place: placeIn(file),
    ...(credentials && { credentials }),
    checkpointTimeToLiveDays: file.or('checkpointTimeToLiveDays', whole(1), 7),
    statusReportingPeriodSeconds: file.or('log.statusReportingPeriodSeconds', whole(1), 30),
    metrics: {
      emitted: file.or('cloudwatch.emitMetrics', flag, true),
      namespace: file.or('cloudwatch.namespace', text(256), 'AWSKinesisAgent'),
      logged: file.or('log.emitMetrics', flag, false),
    },
    shutdownTimeoutMillis: file.or('shutdownTimeoutMillis', millis, 10_000),
  };
}

function placeIn(file: Section): KinesisPlace {
  const url = file.get('kinesis.endpoint', endpoint) || undefined;
  const told = url && /^https?:\/\/kinesis(?:-fips)?\.([a-z\d-]+)\.amazonaws\.com/.exec(url)?.[1];
  const where = file.get('kinesis.region', region) ?? told;
  return { ...(where && { region: where }), ...(url && { endpoint: url }) };
}

function credentialsIn(file: Section): GlobalConfig['credentials'] {
  const accessKeyId = file.get('awsAccessKeyId', secret);
  const secretAccessKey = file.get('awsSecretAccessKey', secret);
  if (file.has('awsAccessKeyId') !== file.has('awsSecretAccessKey')) {
    file.error(`${file.name} has one of awsAccessKeyId and awsSecretAccessKey; give both, or remove it.`);
  }
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}
