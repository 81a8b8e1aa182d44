import { expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { HEADERS } from '../../src/dashboard/guard/headers.ts';
import { Refusal } from '../../src/dashboard/guard/refusal.ts';
import type { Routes } from '../../src/dashboard/routes.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { servedDashboard } from '../support/dashboard.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

/** Answers by throwing it. */
const throwing =
  (thrown: unknown): Routes =>
  (app) => {
    app.get('/api/thrown', async (_, reply) => {
      reply.header('etag', '"a"').header('cache-control', 'max-age=60');
      throw thrown;
    });
  };

test.each([
  [new PipelineError('MISSING', 'No view a.'), 404, 'No view a.'],
  [new PipelineError('CONFIG', 'Not an instant.'), 400, 'Not an instant.'],
  [new PipelineError('CHANGED', 'Another one.'), 409, 'Another one.'],
  [new PipelineError('LOG', 'Forgotten.'), 410, 'Forgotten.'],
  [new PipelineError('LIMIT', 'Too many rows.'), 413, 'Too many rows.'],
  [new WorldError('Redis is away.'), 503, 'Redis is away.'],
  [new Refusal(429, 'Wait.', { 'Retry-After': '3' }), 429, 'Wait.'],
])('%s is answered as a problem with its status', async (thrown, status, detail) => {
  await using served = await servedDashboard({}, {}, [throwing(thrown)]);
  const { headers, text, ...answer } = await served.ask('/api/thrown?');
  expect(answer.status).toBe(status);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8' });
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(headers.etag).toBeUndefined();
  expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', status, detail, instance: '/api/thrown' });
  expect(headers['retry-after']).toBe({ 503: '5', 429: '3' }[status]);
  expect(served.lines.filter(({ level }) => level !== 'debug')).toEqual([]);
});

test('of a bug nothing is told but that it is in the log, where it stands once, with its stack', async () => {
  await using served = await servedDashboard({ redact: (text) => text.replaceAll('hunter2', '[secret]') }, {}, [
    throwing(new TypeError('hunter2 is not a function')),
  ]);
  const { status, text } = await served.ask('/api/thrown');
  expect(status).toBe(500);
  expect(text).not.toContain('function');
  const errors = served.lines.filter(({ level }) => level === 'error');
  expect(errors).toEqual([
    {
      level: 'error',
      message: 'a request has failed of a bug',
      fields: {
        path: '/api/thrown',
        stack: expect.stringMatching(/TypeError: \[secret\] is not a function\n +at .*server\.test/),
      },
    },
  ]);
});

test('secrets are taken out of what is told', async () => {
  const redact = (text: string) => text.replaceAll('hunter2', '[secret]');
  await using served = await servedDashboard({ redact }, {}, [throwing(new WorldError('redis://:hunter2@x is away.'))]);
  expect(JSON.parse((await served.ask('/api/thrown')).text)).toMatchObject({ detail: 'redis://:[secret]@x is away.' });
});

test('every answer has the headers that keep a browser from harm', async () => {
  const stream: Routes = (app) => {
    app.get('/api/stream', (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: 1\n\n');
    });
  };
  await using served = await servedDashboard({}, {}, [stream, throwing(new Error('a bug'))]);
  const answers = await Promise.all([
    ...['/api/stream', '/nowhere', '/api/thrown', '/api/%', `/${'a'.repeat(3_000)}`].map((path) => served.ask(path)),
    served.ask('/', { method: 'POST' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 500, 400, 414, 404]);
  for (const { headers } of answers.slice(1)) {
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  }
  for (const { headers } of answers) {
    for (const [name, value] of HEADERS) expect(headers[name.toLowerCase()]).toBe(value);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  const malformed = await served.raw('GET / HTTP/9\r\n\r\n');
  for (const [name, value] of HEADERS) expect(malformed).toContain(`\r\n${name}: ${value}\r\n`);
});

test('a known address with another method is told what there is, and an unknown one that it is none', async () => {
  await using served = await servedDashboard();
  for (const method of ['POST', 'DELETE', 'PROPFIND', 'OPTIONS', 'TRACE']) {
    const body = method === 'TRACE' ? '' : '{}';
    const known = await served.ask('/jobs/a', { method, body, headers: { 'content-type': 'application/x' } });
    expect([known.status, known.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(JSON.parse(known.text)).toMatchObject({ title: 'Method Not Allowed', instance: '/jobs/a' });
    expect((await served.ask('/jobs/a/b/c', { method })).status).toBe(404);
  }
});

test('parameters that a route does not know, that come twice, or are too long, are refused', async () => {
  await using served = await servedDashboard();
  const refused = async (query: string) => {
    const { status, text } = await served.ask(`/api/pages/overview?${query}`);
    return [status, JSON.parse(text).detail];
  };
  expect((await served.ask('/api/pages/overview?key=BTCUSDT&at=2024-08-08T12:00:00Z')).status).toBe(200);
  expect(await refused('__proto__=1')).toEqual([
    400,
    'Of the query: it has a parameter __proto__ that is not known here; there is: key, at, name, job, run.',
  ]);
  expect(await refused('at=1&at=2')).toEqual([400, 'Of the query: at is given more than once.']);
  expect(await refused('at=a%00')).toEqual([400, 'Of the query: at has characters that it cannot have.']);
  expect(await refused(`key=${'a'.repeat(201)}`)).toEqual([
    400,
    'Of the query: key must NOT have more than 200 characters.',
  ]);
  expect((await served.ask('/?utm=1')).status).toBe(200);
});

test('what is answered with an ETag is not sent again to who has it', async () => {
  await using served = await servedDashboard();
  const first = await served.ask('/api/pages/overview');
  expect(first.headers['cache-control']).toBe('no-cache');
  const etag = String(first.headers.etag);
  for (const has of [etag, `"b", W/${etag}`, '*']) {
    const again = await served.ask('/api/pages/overview', { headers: { 'If-None-Match': has } });
    expect([again.status, again.headers.etag, again.text]).toEqual([304, etag, '']);
  }
  expect((await served.ask('/api/pages/overview', { headers: { 'If-None-Match': '"b"' } })).status).toBe(200);
});

test('it is alive while it serves, and ready while its store can be read, within 2 s', async () => {
  const store = memoryStore({ clock: new ManualClock() });
  await using served = await servedDashboard({ store });
  expect(await served.ask('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  expect(await served.ask('/readyz')).toMatchObject({ status: 200, text: 'ok\n' });
  store.registered = () => Promise.reject(new Error('disk I/O error'));
  const refused = await served.ask('/readyz');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(refused.text).detail).toBe('The store memory: cannot be read.');
  let asked = 0;
  store.registered = () => {
    asked++;
    return new Promise(() => {});
  };
  for (let i = 0; i < 2; i++) {
    const silent = served.ask('/readyz');
    await eventually(() => served.clock.untilNext === 2_000);
    await served.clock.advance(2_000);
    expect((await silent).status).toBe(503);
  }
  // Nobody needs a token for it, so it must not be a way to ask the store for more and more.
  expect(asked).toBe(1);
  expect((await served.ask('/healthz')).status).toBe(200);
});

test('of an ordinary request the log has one line at level debug, without its query', async () => {
  await using served = await servedDashboard();
  await served.ask('/jobs/a?token=hunter2', { headers: { Cookie: 'a=hunter2' } });
  await eventually(() => served.lines.length > 0);
  const fields = { method: 'GET', path: '/jobs/a', status: 200, ms: 0 };
  expect(served.lines).toEqual([{ level: 'debug', message: 'request', fields }]);
});

test('a port that is taken is told in a line', async () => {
  await using served = await servedDashboard();
  await expect(servedDashboard({}, { port: served.port })).rejects.toThrow(
    new PipelineError(
      'CONFIG',
      `Port ${served.port} of 127.0.0.1 is in use. Choose another one by --port; 0 is any that is free.`,
    ),
  );
});
