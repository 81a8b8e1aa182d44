import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { silent } from '../../../src/core/silent.ts';
import { Refusal } from '../../../src/dashboard/guard/refusal.ts';
import { streamTo } from '../../../src/dashboard/live/stream-to.ts';
import { STREAMS_MAX, Topics } from '../../../src/dashboard/live/topics.ts';
import { follow, TestSource } from '../../support/live.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';

async function listening(app: FastifyInstance): Promise<number> {
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function scene(held?: (request: IncomingMessage) => Promise<void>) {
  const clock = new ManualClock();
  const topics = new Topics({ clock, logger: silent }, () => 'epoch');
  const source = new TestSource();
  const app = fastify();
  app.addHook('preClose', () => topics.close());
  app.addHook('onRequest', async (_, reply) => void reply.header('content-security-policy', "default-src 'self'"));
  if (held) app.addHook('onRequest', ({ raw }) => held(raw));
  app.setErrorHandler((thrown, _, reply) =>
    reply.code(thrown instanceof Refusal ? thrown.status : 500).send('refused'),
  );
  app.get('/d', (_, reply) => streamTo(reply, topics, 'd', () => source));
  return { app, clock, topics, source, port: await listening(app) };
}

test('a stream says what it is, keeps the headers of hooks, and is not to be kept or gathered', async () => {
  const { port } = await scene();
  const one = await follow(port, '/d');
  expect(one.answer.statusCode).toBe(200);
  expect(one.answer.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'content-security-policy': "default-src 'self'",
  });
  await eventually(() => one.document !== undefined);
  expect(one.document).toEqual({ n: 0 });
});

test('the first line says how soon to come back', async () => {
  const { port } = await scene();
  const answer = await fetch(`http://127.0.0.1:${port}/d`);
  const { value } = (await answer.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toMatch(/^retry: 1000\n\n/);
});

test('it goes on where the last event was', async () => {
  const { port, source, topics, clock } = await scene();
  source.document = { n: 1, stays: 'x'.repeat(100) };
  const one = await follow(port, '/d');
  await eventually(() => one.document !== undefined);
  one.drop();
  await eventually(() => topics.size === 0);
  source.document = { n: 2, stays: 'x'.repeat(100) };
  const back = await follow(port, '/d', one);
  await eventually(() => back.frames === 'patch');
  back.drop();
  await eventually(() => clock.untilNext === undefined);
});

test('a refusal is answered as any other error', async () => {
  const { port, topics } = await scene();
  const all = await Promise.all(Array.from({ length: STREAMS_MAX }, () => follow(port, '/d')));
  const answer = await fetch(`http://127.0.0.1:${port}/d`);
  expect([answer.status, await answer.text()]).toEqual([503, 'refused']);
  for (const one of all) one.drop();
  await eventually(() => topics.streams === 0);
});

test('whoever asks for the head alone does not follow', async () => {
  const { port, topics } = await scene();
  const answer = await fetch(`http://127.0.0.1:${port}/d`, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(topics.streams).toBe(0);
});

test('a server that closes ends its streams', async () => {
  const { app, port } = await scene();
  const one = await follow(port, '/d');
  await app.close();
  await one.ended;
  expect(one.answer.complete).toBe(true);
});

test('who has gone before the answer begins is not followed', async () => {
  const asked = Promise.withResolvers<IncomingMessage>();
  const goOn = Promise.withResolvers<void>();
  const { port, topics, source } = await scene((request) => {
    asked.resolve(request);
    return goOn.promise;
  });
  const client = get({ host: '127.0.0.1', port, path: '/d' }).on('error', () => {});
  const request = await asked.promise;
  const gone = new Promise((resolve) => request.socket.on('close', resolve));
  client.destroy();
  await gone;
  goOn.resolve();
  await turn();
  expect([topics.streams, topics.size, source.reads]).toEqual([0, 0, 0]);
});
