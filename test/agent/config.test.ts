import { describe, expect, test } from 'vitest';
import { agentConfig, type ConfigFile } from '../../src/agent/agent.ts';
import { lookingAt } from '../../src/agent/config/looking-at.ts';

const file = (json: unknown, path = 'agent.json'): ConfigFile => ({ path, text: JSON.stringify(json) });
const flow = { filePattern: '/tmp/a.log*', kinesisStream: 'crypto' };
const ofFlow = (keys: object) => agentConfig(file({ flows: [{ ...flow, ...keys }] })).flows[0];

/** What the course has its students write. */
const course = `{
  "cloudwatch.emitMetrics": true,
  "kinesis.endpoint": "https://kinesis.eu-west-1.amazonaws.com",
  "firehose.endpoint": "",

  "flows": [
    {
      "filePattern": "/tmp/transactions.json*",
      "kinesisStream": "crypto",
      "partitionKeyOption": "RANDOM"
    }
  ]
}
`;

test("the course's agent.json works unchanged, with the agent's defaults", () => {
  expect(agentConfig({ path: 'agent.json', text: course })).toEqual({
    place: { region: 'eu-west-1', endpoint: 'https://kinesis.eu-west-1.amazonaws.com' },
    checkpointTimeToLiveDays: 7,
    statusReportingPeriodSeconds: 30,
    metrics: { emitted: true, namespace: 'AWSKinesisAgent', logged: false },
    shutdownTimeoutMillis: 10_000,
    flows: [
      {
        id: 'crypto:/tmp/transactions.json*',
        filePattern: '/tmp/transactions.json*',
        kinesisStream: 'crypto',
        partitionKey: 'RANDOM',
        initialPosition: 'END_OF_FILE',
        maxBufferAgeMillis: 60_000,
        maxBufferSizeRecords: 500,
        maxBufferSizeBytes: 5_242_880,
        minTimeBetweenFilePollsMillis: 100,
        maxTimeBetweenFileTrackerRefreshMillis: 10_000,
        skipHeaderLines: 0,
        truncatedRecordTerminator: '\n',
        dataProcessingOptions: [],
      },
    ],
    notes: [
      {
        level: 'info',
        message: 'Without effect, as Millrace needs no such setting: firehose.endpoint.',
      },
    ],
  });
});

test('what a file says holds in place of the defaults', () => {
  const global = agentConfig(
    file({
      'kinesis.endpoint': 'kinesis.us-east-1.amazonaws.com',
      'kinesis.region': 'eu-west-2',
      awsAccessKeyId: 'id',
      awsSecretAccessKey: 'key',
      'cloudwatch.emitMetrics': false,
      'cloudwatch.namespace': 'mine',
      checkpointTimeToLiveDays: 1,
      'log.statusReportingPeriodSeconds': 5,
      'log.emitMetrics': true,
      shutdownTimeoutMillis: 0,
      flows: [flow],
    }),
  );
  expect(global).toMatchObject({
    place: { region: 'eu-west-2', endpoint: 'https://kinesis.us-east-1.amazonaws.com' },
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    checkpointTimeToLiveDays: 1,
    statusReportingPeriodSeconds: 5,
    metrics: { emitted: false, namespace: 'mine', logged: true },
    shutdownTimeoutMillis: 0,
    notes: [],
  });
  expect(ofFlow({ partitionKey: { field: 'symbol' } })?.partitionKey).toEqual({ field: 'symbol' });
  expect(ofFlow({ partitionKey: { constant: 'x' } })?.partitionKey).toEqual({ constant: 'x' });
  expect(ofFlow({ partitionKeyOption: 'DETERMINISTIC' })?.partitionKey).toBe('DETERMINISTIC');
  expect(ofFlow({ filePattern: '/var/*/app.log' })?.filePattern).toBe('/var/*/app.log');
  const options = [
    { optionName: 'SINGLELINE', parseOptions: ['NO_TRIM', 'ESCAPE_NEW_LINE'] },
    { optionName: 'CSVTOJSON', customFieldNames: ['a'], jsonFormat: 'PRETTYPRINT' },
    { optionName: 'ADDMETADATA', metadata: { a: [1] }, timestamp: 'false' },
    { optionName: 'ADDBRACKETS' },
  ];
  expect(ofFlow({ dataProcessingOptions: options })?.dataProcessingOptions).toEqual([
    { optionName: 'SINGLELINE', trim: false, escapeNewLine: true },
    { optionName: 'CSVTOJSON', customFieldNames: ['a'], delimiter: /\u{2c}/gu, pretty: true },
    { optionName: 'ADDMETADATA', metadata: { a: [1] }, pretty: false },
    { optionName: 'ADDBRACKETS' },
  ]);
});

describe('what cannot be right is told with the file, the key, what was got and what was wanted', () => {
  const at = 'agent.json: flows[0]';
  const wanted = 'a list such as [{ "filePattern": "/tmp/app.log*", "kinesisStream": "crypto" }]';
  const ofOption = (option: object) => ({ dataProcessingOptions: [option] });
  const csv = { optionName: 'CSVTOJSON', customFieldNames: ['a'] };
  const todo = 'which Millrace does not do: send the lines as they are, and let a pipeline do it.';
  test.each<[keys: object, message: string]>([
    [{ filePattern: undefined }, `${at}.filePattern is missing; it must be a path to files, such as /tmp/trans`],
    [{ kinesisStream: undefined }, `${at}.kinesisStream is missing; it must be the name of a stream.`],
    [{ kinesisStream: 'a b' }, `${at}.kinesisStream is "a b"; it must be the name of a stream (A stream cannot`],
    [{ deliveryStream: 'd' }, `${at}.deliveryStream is what Millrace does not do: name a kinesisStream, and let`],
    [{ maxBufferAgeMillis: 999 }, `${at}.maxBufferAgeMillis is 999; it must be a whole number from 1000 to 900000.`],
    [{ maxBufferAgeMillis: 900_001 }, `${at}.maxBufferAgeMillis is 900001; `],
    [{ maxBufferSizeRecords: 501 }, `${at}.maxBufferSizeRecords is 501; it must be a whole number from 1 to 500.`],
    [{ maxBufferSizeRecords: '501' }, `${at}.maxBufferSizeRecords is "501"; it must be a whole number from 1 to 500.`],
    [{ maxBufferSizeRecords: '5e1' }, `${at}.maxBufferSizeRecords is "5e1"; `],
    [{ maxBufferSizeRecords: null }, `${at}.maxBufferSizeRecords is null; `],
    [{ maxBufferSizeBytes: 5_242_881 }, `${at}.maxBufferSizeBytes is 5242881; `],
    [{ skipHeaderLines: -1 }, `${at}.skipHeaderLines is -1; `],
    [{ publishQueueCapacity: 'x' }, `${at}.publishQueueCapacity is "x"; `],
    [{ initialPosition: 'END' }, `${at}.initialPosition is "END"; it must be END_OF_FILE or START_OF_FILE.`],
    [{ partitionKeyOption: 'MD5' }, `${at}.partitionKeyOption is "MD5"; it must be RANDOM or DETERMINISTIC.`],
    [{ partitionKey: 's' }, `${at}.partitionKey is "s"; it must be { "field": "symbol" } or { "constant": "x" }.`],
    [
      { partitionKey: {} },
      `${at}.partitionKey must be { "field": "symbol" } or { "constant": "x" }, not both or none.`,
    ],
    [{ partitionKey: { field: 's' }, partitionKeyOption: 'RANDOM' }, `${at} has both a partitionKey and a partition`],
    [{ multiLineStartPattern: 'a*+' }, `${at}.multiLineStartPattern is "a*+"; it must be a regular expression (`],
    [{ fileFooterPattern: '(' }, `${at}.fileFooterPattern is "("; it must be a regular expression (`],
    [{ dataProcessingOptions: {} }, `${at}.dataProcessingOptions is an object; it must be a list.`],
    [ofOption({}), `${at}.dataProcessingOptions[0].optionName is missing; it must be SINGLELINE or CSV`],
    [ofOption({ optionName: 'LOGTOJSON' }), `${at}.dataProcessingOptions[0] is LOGTOJSON, ${todo}`],
    [ofOption({ optionName: 'ADDMETADATA' }), `${at}.dataProcessingOptions[0].metadata is missing; it must be an obj`],
    [
      ofOption({ optionName: 'ADDMETADATA', metadata: {}, timestamp: 'true' }),
      '.timestamp is "true"; it must be false',
    ],
    [ofOption({ optionName: 'ADDEC2METADATA' }), `${at}.dataProcessingOptions[0] is ADDEC2METADATA, which Millrace`],
    [ofOption({ optionName: 'USINGPLUGGIN' }), `${at}.dataProcessingOptions[0] is USINGPLUGGIN, which Millrace`],
    [ofOption({ optionName: 'CSVTOJSON' }), `${at}.dataProcessingOptions[0].customFieldNames is missing; it must be`],
    [ofOption({ ...csv, customFieldNames: ['a', 'a'] }), `${at}.dataProcessingOptions[0].customFieldNames is an`],
    [ofOption({ ...csv, delimiter: '"' }), `${at}.dataProcessingOptions[0].delimiter is "\\""; `],
    [ofOption({ ...csv, delimiter: 'a*' }), '.delimiter is "a*"; it must be a character, or a regular expression such'],
    [{ filePattern: '/var/log/' }, `${at}.filePattern is "/var/log/"; it must be a path to files, such as /tmp/trans`],
    [{ filePattern: '/tmp/a[0' }, `${at}.filePattern is "/tmp/a[0"; it must be a path to files, such as /tmp/transac`],
    [ofOption({ ...csv, jsonFormat: 'NICE' }), `${at}.dataProcessingOptions[0].jsonFormat is "NICE"; `],
    [ofOption({ optionName: 'SINGLELINE', parseOptions: ['TRIM'] }), `${at}.dataProcessingOptions[0].parseOptions is`],
  ])('%j', (keys, message) => expect(() => ofFlow(keys)).toThrow(message));

  test.each<[json: unknown, message: string]>([
    [[], 'agent.json holds no JSON object'],
    [{}, `agent.json: flows is missing; it must be ${wanted}.`],
    [{ flows: [] }, `agent.json: flows is empty; it must be ${wanted}.`],
    [{ flows: [5] }, 'agent.json: flows[0] is 5; it must be an object.'],
    [{ flows: [flow, flow] }, 'agent.json: flows[1] has the filePattern and the kinesisStream of agent.json: flows[0]'],
    [{ flows: [flow], assumeRoleARN: 'a' }, 'agent.json: assumeRoleARN is what Millrace does not do: remove it, and'],
    [
      { flows: [flow], 'userDefinedCredentialsProvider.location': 'a' },
      'userDefinedCredentialsProvider.location is wh',
    ],
    [{ flows: [flow], 'cloudwatch.tagInstance': true }, 'agent.json: cloudwatch.tagInstance is true, and Millrace'],
    [{ flows: [flow], awsAccessKeyId: 'a' }, 'agent.json has one of awsAccessKeyId and awsSecretAccessKey'],
    [{ flows: [flow], 'kinesis.endpoint': 'a b' }, 'agent.json: kinesis.endpoint is "a b"; it must be a URL such as'],
    [{ flows: [flow], 'kinesis.region': 'europe' }, 'agent.json: kinesis.region is "europe"; it must be a region such'],
  ])('%j', (json, message) => expect(() => agentConfig(file(json))).toThrow(message));

  test.each<[text: string, message: string]>([
    ['', 'agent.json is no JSON: Unexpected end of JSON input.'],
    ['{\n# mine\n}', 'at position 2 (line 2 column 1). Comments begin with //.'],
    ['{\n// mine, /*\n"a" 1 }', 'at position 18 (line 3 column 5)'],
  ])('%j', (text, message) => expect(() => agentConfig({ path: 'agent.json', text })).toThrow(message));

  test('all at once', () => {
    expect(() => ofFlow({ skipHeaderLines: 0.5, maxBufferSizeRecords: 0 })).toThrow(
      /^agent.json: flows\[0\].maxBufferSizeRecords is 0; .* agent.json: flows\[0\].skipHeaderLines is 0.5; /,
    );
  });

  test('no part of a secret', () => {
    const of = (text: string) => () => agentConfig({ path: 'agent.json', text });
    expect(of('{ "awsSecretAccessKey": hunter2 }')).toThrow(/^(?!.*hunter)/);
    expect(of('{ "awsSecretAccessKey": 12345, "flows": [] }')).toThrow(/^(?!.*12345).*is not shown/);
  });
});

test('unknown keys are warned of, and those without effect named in one note', () => {
  const { notes } = agentConfig(
    file({ flows: [{ ...flow, colour: 1, publishQueueCapacity: 5 }], maxConnections: 3, 'my.key': 2 }),
  );
  expect(notes).toEqual([
    { level: 'warn', message: 'agent.json: flows[0].colour is no key of the agent, and is ignored.' },
    { level: 'warn', message: 'agent.json: my.key is no key of the agent, and is ignored.' },
    {
      level: 'info',
      message: 'Without effect, as Millrace needs no such setting: maxConnections, publishQueueCapacity.',
    },
  ]);
});

test('comments, and numbers and truth as texts, are taken as the agent takes them', () => {
  const text = `// mine "
  {
    "cloudwatch.emitMetrics": "false", /* "x": 1,
    */ "log.statusReportingPeriodSeconds": "5",
    "cloudwatch.namespace": "a//b \\"/*c*/", // "
    "flows": [{ "filePattern": "/a", "kinesisStream": "s", "maxBufferSizeRecords": "5" }]
  }`;
  expect(agentConfig({ path: 'agent.json', text })).toMatchObject({
    metrics: { emitted: false, namespace: 'a//b "/*c*/' },
    statusReportingPeriodSeconds: 5,
    flows: [{ maxBufferSizeRecords: 5 }],
  });
});

describe('agent.d', () => {
  test('its flows are added', () => {
    const extra = file({ flows: [{ ...flow, kinesisStream: 'b' }], maxConnections: 1 }, 'agent.d/b.json');
    const { flows, notes } = agentConfig(file({ flows: [flow] }), [extra]);
    expect(flows.map(({ kinesisStream }) => kinesisStream)).toEqual(['crypto', 'b']);
    expect(notes).toEqual([
      { level: 'warn', message: 'agent.d/b.json: maxConnections is ignored: beside flows, only agent.json is read.' },
    ]);
    expect(agentConfig(file({}), [extra]).flows).toHaveLength(1);
  });

  test('a flow that is there twice is told with both files, and one without flows by name', () => {
    const of = (json: unknown) => () => agentConfig(file({ flows: [flow] }), [file(json, 'agent.d/b.json')]);
    expect(of({ flows: [flow] })).toThrow(
      'agent.d/b.json: flows[0] has the filePattern and the kinesisStream of agent',
    );
    expect(of({})).toThrow('agent.d/b.json: flows is missing');
  });
});

describe("Java's patterns", () => {
  test.each<[java: string, line: string, begins: boolean]>([
    ['\\[', '[x', true],
    ['\\[', 'x[', false],
    ['a|b', 'cb', false],
    ['\\"a\\-b\\"', '"a-b"', true],
    ['[a\\-z]', 'm', false],
    ['(?i)error', 'ERROR 5', true],
    ['\\d{4}-\\d\\d', '2024-01', true],
    ['\\\\d', '\\d', true],
  ])('%s at %s: %s', (java, line, begins) => expect(lookingAt(java).test(line)).toBe(begins));

  test.each(['\\Qa\\E', '\\Ax', '[a&&[b]]', 'a++', 'a)(b', '\\h', ')'])('%s is refused', (java) =>
    expect(() => lookingAt(java)).toThrow(SyntaxError),
  );
});
