/** Goal: who may come, from where, and how often; each guard is asked by what it must refuse and by what it must not. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { PipelineError } from '../../src/core/errors.ts';
import { hours, minutes } from '../../src/core/time.ts';
import { Attempts } from '../../src/dashboard/guard/attempts.ts';
import { localPath } from '../../src/dashboard/guard/local-path.ts';
import { lockOf } from '../../src/dashboard/guard/lock.ts';
import { namesLoopback } from '../../src/dashboard/guard/loopback.ts';
import { probes } from '../../src/dashboard/guard/probes.ts';
import type { Routes } from '../../src/dashboard/routes.ts';
import { servedDashboard, type TestDashboard } from '../support/dashboard.ts';
import { ManualClock } from '../support/manual-clock.ts';

const TOKEN = 'correct horse battery staple';
const BEARER = { Authorization: `Bearer ${TOKEN}` };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Something that changes something, and something that is read. */
const routes: Routes = (app) => {
  app.post('/api/change', async () => ({ changed: true }));
  app.get('/api/data', async () => ({ data: true }));
  app.get('/', { config: { page: true } }, async () => 'page');
};
const locked = () => servedDashboard({}, { token: TOKEN }, [probes, routes]);

const signIn = (served: TestDashboard, token: string, { to = '/', origin = served.url } = {}) =>
  served.ask('/sign-in', {
    method: 'POST',
    headers: { ...FORM, Origin: origin, Host: new URL(origin).host },
    body: new URLSearchParams({ token, to }).toString(),
  });
const passIn = (setCookie = '') => setCookie.split(';')[0] ?? '';

test('on loopback only who calls it by a name of this machine is answered', async () => {
  await using served = await servedDashboard();
  const status = async (Host: string) => (await served.ask('/api/pages/overview', { headers: { Host } })).status;
  for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.0.0.1:1', '[::1]:8080']) {
    expect([host, await status(host)]).toEqual([host, 200]);
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example:8080',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    '[::2]',
    '0',
  ]) {
    expect([host, await status(host)]).toEqual([host, 421]);
  }
  for (const host of [
    'localhost:8080@evil',
    'localhost:',
    'localhost:123456',
    '[::1',
    '::1',
    'a,localhost',
    'a/b',
    'a b',
  ]) {
    expect([host, await status(host)]).toEqual([host, 400]);
  }
  expect(await served.raw('GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  expect(await served.raw('GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  expect(namesLoopback('127.0.0.1\n')).toBe(false);
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'dashboard.example'])(
  'at %s it does not open without a token',
  async (host) => {
    await expect(servedDashboard({}, { host })).rejects.toThrow(`${host} is no loopback`);
    await expect(servedDashboard({}, { host, token: 'x'.repeat(15) })).rejects.toThrow(
      /^The dashboard's token has 15 characters. Wanted: 16 at least, /,
    );
  },
);

test('who shows no token is refused by the API, and led to where one signs in by a page', async () => {
  await using served = await locked();
  for (const path of ['/api/data', '/api/nothing', '/metrics', '/nowhere']) {
    const { status, headers, text } = await served.ask(path);
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="millrace"']);
    expect(JSON.parse(text)).toMatchObject({ title: 'Unauthorized', instance: path });
  }
  const page = await served.ask('/?at=2024-08-08&key=A%26B');
  expect([page.status, page.headers.location]).toEqual([303, '/sign-in?to=%2F%3Fat%3D2024-08-08%26key%3DA%2526B']);
  const long = await served.ask(`/?${'&'.repeat(1_000)}`);
  expect(long.headers.location).toBe('/sign-in?to=/');
  expect((await served.ask('/api/change', { method: 'POST', headers: { Origin: served.url } })).status).toBe(401);
});

test('whoever looks after the process needs no token, and who shows it comes in by any name', async () => {
  await using served = await locked();
  for (const path of ['/healthz', '/readyz']) expect((await served.ask(path)).status).toBe(200);
  expect((await served.ask('/api/data', { headers: { ...BEARER, Host: 'dashboard.example' } })).status).toBe(200);
  expect((await served.ask('/api/data', { headers: { Authorization: `bearer  ${TOKEN} ` } })).status).toBe(200);
  for (const Authorization of [
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    'Bearer ',
    'Bearer',
    `Basic ${TOKEN}`,
    TOKEN,
  ]) {
    expect([Authorization, (await served.ask('/api/data', { headers: { Authorization } })).status]).toEqual([
      Authorization,
      401,
    ]);
  }
});

test('the form gives a pass for the token, in a cookie that only this server is sent, and no script sees', async () => {
  await using served = await locked();
  const form = await served.ask('/sign-in?to=%22%3E%3Cscript%3E');
  expect(form.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(form.text).toContain('<form method="post" action="/sign-in">');
  expect(form.text).not.toContain('<script>');
  const { status, headers } = await signIn(served, TOKEN, { to: '/jobs?a=b' });
  expect([status, headers.location]).toEqual([303, '/jobs?a=b']);
  expect(headers['set-cookie']).toMatch(
    /^millrace-[0-9a-f]{8}=\d+\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  for (const to of ['//evil.example', 'https://evil.example', '/.//evil.example']) {
    expect((await signIn(served, TOKEN, { to })).headers.location).toBe('/');
  }
  const Cookie = `other=1; ${passIn(headers['set-cookie'])}`;
  expect((await served.ask('/api/data', { headers: { Cookie } })).status).toBe(200);
  expect((await served.ask('/', { headers: { Cookie } })).text).toBe('page');
  const out = await served.ask('/sign-out', { method: 'POST', headers: { ...FORM, Cookie, Origin: served.url } });
  expect([out.status, out.headers.location]).toEqual([303, '/sign-in']);
  expect(out.headers['set-cookie']).toMatch(/^millrace-[0-9a-f]{8}=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/);
});

test('a page says who has come by a pass, and is another one to who asks whether it is unchanged', async () => {
  await using served = await servedDashboard({}, { token: TOKEN });
  const Cookie = passIn((await signIn(served, TOKEN)).headers['set-cookie']);
  const [by, program] = await Promise.all([{ Cookie }, BEARER].map((headers) => served.ask('/', { headers })));
  expect([by?.text, program?.text].map((text) => text?.includes('<meta name="signed-in"'))).toEqual([true, false]);
  const held = { 'If-None-Match': program?.headers.etag ?? '' };
  expect((await served.ask('/', { headers: { ...held, Cookie } })).status).toBe(200);
  expect((await served.ask('/', { headers: { ...held, ...BEARER } })).status).toBe(304);
  await using open = await servedDashboard();
  expect((await open.ask('/', { headers: { Cookie } })).text).toBe(program?.text);
});

test('the sign-in page says where the token is, and all that it loads is open to all', async () => {
  await using served = await servedDashboard({}, { token: TOKEN });
  const { text } = await served.ask('/sign-in');
  expect(text).toContain('<code>DASHBOARD_TOKEN</code>');
  const loaded = [...text.matchAll(/(?:<link .*href|src)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(loaded).toContain('/favicon.ico');
  for (const path of loaded) expect([path, (await served.ask(path)).status]).toEqual([path, 200]);
});

test('each wrong token that is looked at leaves a line, without it', async () => {
  await using served = await locked();
  for (let n = 0; n < 6; n += 1) {
    await signIn(served, 'wrong one');
    await served.ask('/api/data', { headers: { Authorization: 'Bearer wrong one' } });
  }
  const warned = served.lines.filter(({ level }) => level === 'warn');
  expect(warned).toHaveLength(10);
  expect(warned[0]).toMatchObject({ message: 'a wrong token was sent', fields: { address: '127.0.0.1' } });
  expect(JSON.stringify(served.lines)).not.toContain('wrong one');
});

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('people are told in a page that there is none, and programs as before', async () => {
  await using served = await servedDashboard();
  for (const path of ['/nowhere', '/symbols/', '/symbols/%ff', '/symbols/%00', '/jobs/a/1/b']) {
    const { status, headers, text } = await served.ask(path, { headers: BROWSER });
    expect([path, status, headers['content-type']]).toEqual([path, 404, 'text/html; charset=utf-8']);
    expect(text).toContain('<h1>Not found</h1>');
    expect((await served.ask(path)).headers['content-type']).toBe('application/problem+json; charset=utf-8');
  }
  for (const path of ['/api/nowhere', '/api/pages/%ff', '/assets/nothing.js', '/metrics/a', '/healthz/a']) {
    const { headers } = await served.ask(path, { headers: BROWSER });
    expect([path, headers['content-type']]).toEqual([path, 'application/problem+json; charset=utf-8']);
  }
});

test('people who have not signed in are led there from any address', async () => {
  await using served = await servedDashboard({}, { token: TOKEN });
  const { status, headers } = await served.ask('/nowhere', { headers: BROWSER });
  expect([status, headers.location]).toEqual([303, '/sign-in?to=%2Fnowhere']);
});

test('a pass that was given by https is sent by nothing else', async () => {
  await using served = await locked();
  const { headers } = await signIn(served, TOKEN, { origin: 'https://dashboard.example' });
  expect(headers['set-cookie']).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
});

test('a pass ends after twelve hours, and none is forged', async () => {
  await using served = await locked();
  const pass = passIn((await signIn(served, TOKEN)).headers['set-cookie']);
  const status = async (Cookie: string) => (await served.ask('/api/data', { headers: { Cookie } })).status;
  const [name = '', value = ''] = pass.split('=');
  const [until = '', signed = ''] = value.split('.');
  const later = String(Number(until) + 1);
  const other = await lockOf('another token of some length', served.clock);
  for (const forged of [
    ...[
      `${later}.${signed}`,
      `${until}.${signed.slice(0, -2)}AA`,
      `${until}.`,
      until,
      '',
      `${until}.${'A'.repeat(43)}`,
    ],
    ...[`${until}.${createHmac('sha256', TOKEN).update(until).digest('base64url')}`, other.newPass(), TOKEN],
    ...[`0${until}.${signed}`, `${until}.${signed}A`, `${'9'.repeat(15)}.${signed}`],
  ])
    expect([forged, await status(`${name}=${forged}`)]).toEqual([forged, 401]);
  expect(await status(`millrace=${value}`)).toBe(401);
  await served.clock.advance(hours(12) - 1);
  expect(await status(pass)).toBe(200);
  await served.clock.advance(1);
  expect(await status(pass)).toBe(401);
});

test('after ten wrong tokens in a minute no token of that address is looked at, and passes stay good', async () => {
  await using served = await locked();
  const Cookie = passIn((await signIn(served, TOKEN)).headers['set-cookie']);
  for (let n = 0; n < 5; n += 1) {
    const { status, text } = await signIn(served, `wrong ${n}`, { to: '/jobs' });
    expect(status).toBe(403);
    expect(text).toContain('role="alert">This is not the token.');
    expect(text).toContain('value="/jobs"');
    expect((await served.ask('/api/data', { headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);
  }
  const bearer = await served.ask('/api/data', { headers: BEARER });
  expect([bearer.status, bearer.headers['retry-after']]).toEqual([429, '60']);
  const form = await signIn(served, TOKEN);
  expect([form.status, form.headers['retry-after'], form.headers['set-cookie']]).toEqual([429, '60', undefined]);
  expect((await served.ask('/api/data', { headers: { Cookie } })).status).toBe(200);
  await served.clock.advance(minutes(1));
  expect((await served.ask('/api/data', { headers: BEARER })).status).toBe(200);
});

test('wrong tokens are counted by address, of IPv6 by network, and few addresses are remembered', () => {
  const attempts = new Attempts(new ManualClock());
  for (let n = 0; n < 10; n += 1) attempts.count(`2001:db8::${n}`);
  expect(attempts.wait('2001:db8::ffff')).toBe(60);
  expect(attempts.wait('2001:db8:0:1::1')).toBe(0);
  expect(attempts.wait('192.0.2.1')).toBe(0);
  for (let n = 0; n < 10_000; n += 1) attempts.count(`10.0.${n >> 8}.${n & 255}`);
  expect(attempts.wait('2001:db8::1')).toBe(0);
});

test.each([
  ['/jobs?a=b#c', '/jobs?a=b'],
  ['/symbols/A%2FB', '/symbols/A%2FB'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['http://here.invalid/', '/'],
  ['jobs', '/'],
  ['', '/'],
  ['/a\r\nSet-Cookie: b', '/aSet-Cookie:%20b'],
])('whoever signs in with to=%j goes to %s', async (to, path) => {
  expect(localPath(to)).toBe(path);
});

test('what changes something comes from here, or from a program that shows the token', async () => {
  await using served = await locked();
  const Cookie = passIn((await signIn(served, TOKEN)).headers['set-cookie']);
  const status = async (headers: Record<string, string>) =>
    (await served.ask('/api/change', { method: 'POST', headers })).status;
  const here = `127.0.0.1:${served.port}`;
  expect(await status({ Cookie, Origin: `http://${here}` })).toBe(200);
  expect(await status({ Cookie, Origin: `https://${here}` })).toBe(200);
  expect(await status(BEARER)).toBe(200);
  expect(await status({ ...BEARER, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
  for (const Origin of ['null', 'http://evil.example', `http://${here}.evil.example`, `http://127.0.0.1:1`, here, '']) {
    expect([Origin, await status({ Cookie, Origin })]).toEqual([Origin, 403]);
    expect([Origin, await status({ ...BEARER, Origin })]).toEqual([Origin, 403]);
  }
  expect(await status({ Cookie })).toBe(403);
  expect(await status({ Cookie, 'Sec-Fetch-Site': 'same-origin' })).toBe(403);
  expect(await status({ ...BEARER, 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
  const foreign = { ...FORM, Origin: 'http://evil.example' };
  const forced = await served.ask('/sign-in', { method: 'POST', headers: foreign, body: `token=${TOKEN}` });
  expect([forced.status, forced.headers['set-cookie']]).toEqual([403, undefined]);
});

test('without a token, too, no page elsewhere changes anything', async () => {
  await using served = await servedDashboard({}, {}, [routes]);
  const status = async (headers: Record<string, string>) =>
    (await served.ask('/api/change', { method: 'POST', headers })).status;
  expect(await status({ Origin: served.url })).toBe(200);
  expect(await status({ Origin: 'http://localhost:1' })).toBe(403);
  expect(await status({})).toBe(403);
  expect((await served.ask('/sign-in')).status).toBe(404);
});

test('the API answers 600 requests a minute from one address, and pages without end', async () => {
  await using served = await servedDashboard({}, {}, [routes]);
  const statuses = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const all: number[] = [];
      for (let n = 0; n < 100; n += 1) all.push((await served.ask('/api/data')).status);
      return all;
    }),
  );
  expect(new Set(statuses.flat())).toEqual(new Set([200]));
  const { status, headers, text } = await served.ask('/api/data');
  expect([status, headers['content-type']]).toEqual([429, 'application/problem+json; charset=utf-8']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(text)).toMatchObject({ status: 429, title: 'Too Many Requests' });
  expect((await served.ask('/%61pi/data')).status).toBe(429);
  expect((await served.ask('/')).status).toBe(200);
});

test('a body, an address, or headers that are too large are refused', async () => {
  await using served = await servedDashboard({}, {}, [routes]);
  const post = (body: string, type = 'application/json') =>
    served.ask('/api/change', { method: 'POST', headers: { Origin: served.url, 'Content-Type': type }, body });
  expect((await post(`"${'a'.repeat(16_000)}"`)).status).toBe(200);
  expect((await post(`"${'a'.repeat(17_000)}"`)).status).toBe(413);
  expect((await post('{"a":')).status).toBe(400);
  expect((await post('{"__proto__":{}}')).status).toBe(400);
  expect((await post('a', 'text/plain')).status).toBe(415);
  expect((await served.ask(`/${'a'.repeat(2_047)}`)).status).toBe(404);
  expect((await served.ask(`/${'a'.repeat(2_048)}`)).status).toBe(414);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`X-${n}`, 'a']));
  expect((await served.ask('/', { headers: many })).status).toBe(431);
  expect((await served.ask('/', { headers: { 'X-Long': 'a'.repeat(17_000) } })).status).toBe(431);
});

test('what is no request is answered and cut, and so is a tunnel', async () => {
  await using served = await servedDashboard({}, {}, [routes]);
  const asked = async (text: string) => (await served.raw(text)).slice(0, 12);
  expect(await asked('nonsense\r\n\r\n')).toBe('HTTP/1.1 400');
  expect(await asked('GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n')).toBe('HTTP/1.1 400');
  expect(await asked('CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('HTTP/1.1 405');
  expect(await asked('GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('HTTP/1.1 400');
  expect(await asked('GET / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n')).toBe('HTTP/1.1 417');
  const [, head = '', body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(await served.raw('nonsense\r\n\r\n')) ?? [];
  expect(head).toContain('Content-Type: application/problem+json');
  expect(head).toContain(`Content-Length: ${body.length}`);
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
});

test('it stops at once, whatever is open', async () => {
  const stream: Routes = (app) => {
    app.get('/api/stream', (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).write('data: 1\n\n');
    });
  };
  const served = await servedDashboard({}, {}, [stream]);
  const socket = connect(served.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}));
  socket.write('GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const idle = connect(served.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  await served[Symbol.asyncDispose]();
  await closed;
  idle.destroy();
  await expect(served.ask('/healthz')).rejects.toThrow(/ECONNREFUSED/);
});

test('a token is one that nobody guesses', async () => {
  await expect(lockOf('short', new ManualClock())).rejects.toThrow(PipelineError);
});
