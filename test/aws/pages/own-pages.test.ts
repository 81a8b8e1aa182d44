import { createServer, type ServerResponse } from 'node:http';
import { GetRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import { closed, credentials, listening } from '../../support/kinesis/front.ts';

/** What the service says, by the iterator that it is asked for. */
const answers = new Map<string, (response: ServerResponse) => void>();
const service = createServer((request, response) => {
  request.setEncoding('utf8').once('data', (body) => answers.get(JSON.parse(body).ShardIterator)?.(response));
});
let endpoint: string;
beforeAll(async () => {
  Object.assign(process.env, credentials);
  endpoint = await listening(service);
});
afterAll(() => closed(service));

const record = (data: string) => ({
  Data: Buffer.from(data).toString('base64'),
  PartitionKey: 'k',
  SequenceNumber: '1',
  ApproximateArrivalTimestamp: 1_796_070_578.273,
});
const page = (...records: readonly string[]) =>
  JSON.stringify({ Records: records.map(record), NextShardIterator: 'x' });

/** What comes of a request, error or not, as one sees it. */
const outcome = (client: KinesisClient, iterator: string): Promise<unknown> =>
  client.send(new GetRecordsCommand({ ShardIterator: iterator })).catch((thrown: Error & { $metadata?: object }) => {
    const { name, message, $metadata } = thrown;
    return { name, message, $metadata, thrown };
  });

const whole = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'id-1' };
const says = (status: number, body: string | Buffer, headers: Record<string, string> = whole) => {
  return (response: ServerResponse) =>
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
};

describe('an answer', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['a page', says(200, page('one', 'two'))],
    ['a page with an escape', says(200, page('one').replace('"k"', '"\\u006b"'))],
    ['a page of a closed shard', says(200, '{"Records":[],"ChildShards":[{"ShardId":"s","ParentShards":["p"]}]}')],
    ['a page in pieces of no length', (response) => response.writeHead(200, whole).end(page('one'))],
    ['a page that is cut off by its end', says(200, page('one').slice(0, -5))],
    ['a page of another encoding', says(200, Buffer.from('bf675265636f72647380ff', 'hex'), { 'content-type': 'cbor' })],
    ['a page of base64 that is none', says(200, page('one').replace(/"Data":"..../, '"Data":"A-_A'))],
    ['nothing', says(200, '')],
    ['an error of the service', says(400, '{"__type":"ExpiredIteratorException","message":"5 minutes"}')],
    ['an error of the service that is a page', says(400, page('one'))],
    ['an error that nobody knows', says(500, '<html>')],
    ['another success', says(202, page('one'))],
    [
      'a connection that breaks within a page',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 }).write(page('one'), () => response.destroy());
      },
    ],
  ])('is what it would be without: %s', async (name, answer) => {
    answers.set(name, answer);
    const [sdk, own] = await Promise.all([kinesisClient({ region: 'eu-west-1', endpoint }), ownClient()]);
    expect(await outcome(own, name)).toEqual(await outcome(sdk, name));
    for (const client of [sdk, own]) client.destroy();
  });

  test('is its own among several at a time, and stays what it is behind others', async () => {
    const texts = ['a', 'bb', 'c'.repeat(100_000), 'dd', 'e'].map((one) => [one, `${one}!`]);
    for (const [i, two] of texts.entries()) answers.set(`${i}`, says(200, page(...two)));
    const own = await ownClient();
    const all = () => Promise.all(texts.map((_, i) => own.send(new GetRecordsCommand({ ShardIterator: `${i}` }))));
    const rounds = [await all(), await all()];
    for (const round of rounds) {
      const got = round.map(({ Records = [] }) => Records.map(({ Data = [] }) => String(Buffer.from(Data))));
      expect(got).toEqual(texts);
    }
    own.destroy();
  });
});

const ownClient = () => kinesisClient({ region: 'eu-west-1', endpoint, decoder: 'own' });
