/** Jobs that are shown and run over HTTP. */
import { take } from 'rxjs';
import { expect, test } from 'vitest';
import { PipelineError } from '../../../src/core/errors.ts';
import type { Pipeline } from '../../../src/core/pipeline.ts';
import { secret } from '../../../src/core/secret.ts';
import type { RunContext, Source } from '../../../src/core/source.ts';
import { jobRoutes } from '../../../src/dashboard/api/jobs.ts';
import { pictureRoutes } from '../../../src/dashboard/api/pictures.ts';
import { pipeline } from '../../../src/index.ts';
import { systemClock as clock } from '../../../src/runtime/clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { dueJob, dueTimes } from '../../cli/schedules.ts';
import { servedDashboard } from '../../support/dashboard.ts';
import { Kept, Told } from '../../support/outside.ts';
import { type Event, Shards } from '../../support/shards.ts';
import { running } from '../running.ts';

const PICTURES = [
  { name: 'units per symbol.png', type: 'image/png', data: new Uint8Array([137, 80, 78, 71]) },
  { name: 'a.svg', type: 'image/svg+xml', data: new TextEncoder().encode('<svg><script>alert(1)</script></svg>') },
  { name: 'page.html', type: 'text/html', data: new TextEncoder().encode('<script>alert(1)</script>') },
];

const ROUTES = [jobRoutes, pictureRoutes];

/** A dashboard that runs jobs, over a real store. */
async function serving(pipelines: readonly Pipeline[]) {
  const store = memoryStore({ clock });
  const runner = running(pipelines, { store, clock });
  const served = await servedDashboard({ store, clock, pipelines, jobs: runner.jobs }, {}, ROUTES);
  const { origin } = new URL(served.url);
  const post = (path: string) => served.ask(path, { method: 'POST', headers: { Origin: origin } });
  const json = async (path: string) => JSON.parse((await served.ask(path)).text);
  const close = async () => void (await Promise.all([runner.stop(), served[Symbol.asyncDispose]()]));
  return { ...served, store, runner, post, json, [Symbol.asyncDispose]: close };
}

/** A job that brings something once it is let go on. */
function waiting(name: string) {
  const shards = new Shards();
  const shard = shards.add('a');
  return { job: pipeline(name).from(bounded(shards)).to(new Kept('out')), goOn: () => shard.end() };
}

/** The same partitions, as a source that has an end. */
const bounded = (shards: Shards): Source<Event> => ({
  ...{ name: shards.name, kind: 'other', bounded: true },
  partitions: (context) => shards.partitions(context).pipe(take(1)),
});

test('a job is run at once, its run is told of while it goes on, and its log and pictures when it has ended', async () => {
  const { job, times } = dueJob('report', {}, ({ keepPicture }: RunContext) => {
    for (const picture of PICTURES) keepPicture(picture);
  });
  await using served = await serving([job]);
  const { status, headers, text } = await served.post('/api/jobs/report/runs');
  expect([status, headers.location]).toEqual([202, '/api/jobs/report/runs/1']);
  expect(JSON.parse(text)).toEqual({ job: 'report', run: 1, location: '/api/jobs/report/runs/1' });
  await served.runner.jobs.ended();
  expect(times()).toHaveLength(1);
  const at = '/api/jobs/report/runs/1';
  expect(await served.json(at)).toMatchObject({
    ...{ job: 'report', number: 1, state: 'succeeded', cause: 'by the dashboard', owner: 'mill-1:4711', records: 1 },
    pictures: PICTURES.map(({ name, type, data }) => ({ name, type, bytes: data.length })),
  });
  expect(await served.json('/api/jobs')).toMatchObject({ jobs: [{ job: 'report', last: { number: 1 } }] });
  expect(await served.json('/api/jobs/report')).toMatchObject({ job: 'report', refusal: null, runs: [{ number: 1 }] });
  const log = await served.ask(`${at}/log`);
  expect(log.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(log.text).toBe((await served.store.jobs.run('report', 1))?.log);
});

test('a picture is sent as one, an SVG in a sandbox, and whatever else a job has made is a download', async () => {
  const { job } = dueJob('report', {}, ({ keepPicture }: RunContext) => {
    for (const picture of PICTURES) keepPicture(picture);
  });
  await using served = await serving([job]);
  await served.post('/api/jobs/report/runs');
  await served.runner.jobs.ended();
  const at = '/api/jobs/report/runs/1/pictures';
  const types = [
    ['image/png', undefined],
    ['image/svg+xml', undefined],
    ['application/octet-stream', 'attachment'],
  ];
  for (const [i, { name, data }] of PICTURES.entries()) {
    const { status, headers, body } = await served.ask(`${at}/${encodeURIComponent(name)}`);
    expect(status).toBe(200);
    expect([headers['content-type'], headers['content-disposition']]).toEqual(types[i]);
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect([...body]).toEqual([...data]);
  }
  for (const name of ['none.png', '..%2F..%2Fetc%2Fpasswd', '%00']) {
    const { status, headers } = await served.ask(`${at}/${name}`);
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  }
});

test('a job that runs already is not run beside itself, whoever runs it', async () => {
  const { job, goOn } = waiting('slow');
  const { job: elsewhere } = dueJob('elsewhere', {});
  await using served = await serving([job, elsewhere]);
  const [first, second] = await Promise.all([served.post('/api/jobs/slow/runs'), served.post('/api/jobs/slow/runs')]);
  expect([first.status, second.status].sort()).toEqual([202, 409]);
  expect(await served.json('/api/jobs/slow')).toMatchObject({ refusal: 'slow runs already: it is run 1.' });
  const third = await served.post('/api/jobs/slow/runs');
  expect([third.status, JSON.parse(third.text).detail]).toEqual([409, 'slow runs already: it is run 1.']);
  goOn();
  await served.runner.jobs.ended();
  expect((await served.post('/api/jobs/slow/runs')).headers.location).toBe('/api/jobs/slow/runs/2');

  const keep = { runs: 9, age: 9e9 };
  await served.store.jobs.begin({ job: 'elsewhere', cause: 'by schedule', owner: 'mill-2:1:ffffffff', keep });
  expect((await served.post('/api/jobs/elsewhere/runs')).status).toBe(409);
});

test('four jobs are run at a time, and a dashboard that is stopped stops them', async () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map(waiting);
  const served = await serving(all.map(({ job }) => job));
  for (const name of ['a', 'b', 'c', 'd']) expect((await served.post(`/api/jobs/${name}/runs`)).status).toBe(202);
  const fifth = await served.post('/api/jobs/e/runs');
  expect(fifth.status).toBe(409);
  expect(JSON.parse(fifth.text).detail).toBe(
    '4 jobs run from here, which is as many as may: a, b, c, d. Wait for one.',
  );
  await served.runner.stop();
  for (const name of ['a', 'b', 'c', 'd']) {
    expect(await served.store.jobs.runs(name, { limit: 1 })).toMatchObject([{ state: 'stopped' }]);
  }
  expect(JSON.parse((await served.post('/api/jobs/e/runs')).text).detail).toMatch(/is being stopped/);
  await served[Symbol.asyncDispose]();
});

test('a job that cannot start, or fails of what it is, says why', async () => {
  const told = Object.assign(new Told('slack'), { secrets: [secret('SLACK_TOKEN')] });
  const silent = pipeline('silent')
    .from(dueTimes())
    .to(new Kept('out'), told as never);
  const { job: failing } = dueJob('failing', {}, () => {
    throw new PipelineError('MISSING', 'There is no file prices.csv.');
  });
  await using served = await serving([silent, failing]);
  const refused = await served.post('/api/jobs/silent/runs');
  const why = 'slack needs the secret SLACK_TOKEN, which is not given here.';
  expect([refused.status, JSON.parse(refused.text).detail]).toEqual([409, why]);
  expect(await served.json('/api/jobs/silent')).toMatchObject({ refusal: why, runs: [] });
  expect((await served.post('/api/jobs/failing/runs')).status).toBe(202);
  await served.runner.jobs.ended();
  const error = 'There is no file prices.csv.';
  expect(await served.json('/api/jobs/failing')).toMatchObject({ last: { state: 'failed', error } });
});

test('what is no job is not run, and where nobody may run jobs nobody does', async () => {
  const { job } = dueJob('report', {});
  await using served = await serving([job]);
  for (const name of ['none', '__proto__', '..%2Freport', 'report%00']) {
    const { status } = await served.post(`/api/jobs/${name}/runs`);
    expect([400, 404]).toContain(status);
  }
  expect(
    (await served.ask('/api/jobs/report/runs', { method: 'POST', headers: { Origin: 'http://evil' } })).status,
  ).toBe(403);
  await using shown = await servedDashboard({ clock, pipelines: [job] }, {}, ROUTES);
  const { status, text } = await shown.ask('/api/jobs/report/runs', {
    method: 'POST',
    headers: { Origin: shown.url },
  });
  expect([status, JSON.parse(text).detail]).toEqual([
    409,
    'Nobody may run jobs from here: this dashboard only shows them.',
  ]);
});

test('runs that are not there are not found', async () => {
  await using served = await serving([dueJob('report', {}).job]);
  for (const path of ['none', 'report/runs/1', 'report/runs/x', 'report/runs/1/log', 'report/runs/1/pictures/a.png']) {
    expect((await served.ask(`/api/jobs/${path}`)).status).toBe(404);
  }
});
