/** What Prometheus gets to see, line by line. */
import { once } from 'node:events';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { minutes, seconds } from '../../../src/core/time.ts';
import { metricsRoutes } from '../../../src/dashboard/api/metrics.ts';
import { documentRoutes } from '../../../src/dashboard/documents.ts';
import { liveRoutes } from '../../../src/dashboard/live/routes.ts';
import { count, filter, map, pipeline, tumble, view } from '../../../src/index.ts';
import { dueJob } from '../../cli/schedules.ts';
import { servedDashboard } from '../../support/dashboard.ts';
import { eventually } from '../../support/manual-clock.ts';
import { at, type Event, Shards } from '../../support/shards.ts';
import { world } from '../../support/world.ts';
import { running } from '../running.ts';

const ROUTES = [metricsRoutes, documentRoutes];
const LINE = /^([a-z][a-z\d_]*)(?:\{(\w+="(?:[^"\\\n]|\\["\\n])*"(?:,\w+="(?:[^"\\\n]|\\["\\n])*")*)\})? (\S+)$/;

/** Each series with its value; refuses a line that is none, or one before its help and type. */
function seriesIn(text: string): Record<string, number> {
  const series: Record<string, number> = {};
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (name !== '') types.set(name, type);
    if (line === '' || /^# (HELP \S+ \S|TYPE )/.test(line)) continue;
    const [, of = '', labels, value] = LINE.exec(line) ?? [];
    if (of === '') throw new Error(`no line of metrics: ${line}`);
    const known = types.get(of.replace(/_(bucket|sum|count)$/, '')) ?? types.get(of);
    if (known === undefined) throw new Error(`no type: ${line}`);
    if (!of.includes('_nodejs_') && (known === 'counter') !== of.endsWith('_total'))
      throw new Error(`not called as a ${known}: ${line}`);
    const key = labels === undefined ? of : `${of}{${labels}}`;
    if (key in series) throw new Error(`twice: ${line}`);
    series[key] = Number(value);
  }
  return series;
}

const ours = (series: Record<string, number>) =>
  Object.fromEntries(Object.entries(series).filter(([name]) => /^millrace_(pipeline|job|store|dashboard)_/.test(name)));

/** Seven events: one is filtered, one fails; and a job that has run once. */
async function ran() {
  const here = world();
  const shards = new Shards({ trace: [] });
  shards.add('a "quoted"\\\n', at('x', 0, 1_000, 2_000, 61_000));
  shards.add('b', [...at('y', 5_000), ...at('no', 6_000), ...at('bad', 7_000)]);
  const counted = pipeline('counted')
    .from(shards)
    .pipe(
      filter(({ key }: Event) => key !== 'no'),
      map((event: Event) => {
        if (event.key === 'bad') throw new Error('bad');
        return event;
      }),
      tumble({ size: minutes(1), lateness: seconds(5), key: 'key' }, { n: count() }),
    )
    .to(view('counted'));
  const { job } = dueJob('report', { schedule: '0 * * * *' });
  const run = here.start(counted);
  await eventually(() => here.trace.filter((one) => one.startsWith('committed')).length >= 2);
  await run.stop();
  const runner = running([job], here);
  await runner.jobs.run('report');
  await runner.jobs.ended();
  const never = pipeline('never')
    .from(shards)
    .to(view('never') as never);
  return { ...here, pipelines: [counted, job, never] };
}

test('of pipelines: what became of all events, how far they are, and how it stands with them', async () => {
  const { store, pipelines } = await ran();
  await using served = await servedDashboard({ store, pipelines }, {}, ROUTES);
  const { status, headers, text } = await served.ask('/metrics');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const series = ours(seriesIn(text));
  const first = 'pipeline="counted",partition="a \\"quoted\\"\\\\\\n"';
  const second = 'pipeline="counted",partition="b"';
  expect(series).toMatchObject({
    'millrace_pipeline_records_total{pipeline="counted"}': 7,
    'millrace_pipeline_folded_total{pipeline="counted"}': 5,
    'millrace_pipeline_duplicates_total{pipeline="counted"}': 0,
    'millrace_pipeline_filtered_total{pipeline="counted"}': 1,
    'millrace_pipeline_rejected_total{pipeline="counted",reason="failed"}': 1,
    'millrace_pipeline_partitions{pipeline="counted",state="open"}': 2,
    'millrace_pipeline_partitions{pipeline="counted",state="ended"}': 0,
    'millrace_pipeline_running{pipeline="counted"}': 0,
    'millrace_pipeline_state{pipeline="counted",state="stalled"}': 1,
    'millrace_pipeline_state{pipeline="counted",state="live"}': 0,
    [`millrace_pipeline_opened_total{${first}}`]: 1,
    [`millrace_pipeline_commits_total{${second}}`]: expect.any(Number),
    [`millrace_pipeline_watermark_timestamp_seconds{${first}}`]: 61,
    [`millrace_pipeline_watermark_timestamp_seconds{${second}}`]: 7,
    'millrace_pipeline_lag_seconds{pipeline="counted"}': served.clock.now() / seconds(1) - 7,
    millrace_store_up: 1,
  });
  expect(Object.keys(series).filter((name) => name.includes('"never"'))).toEqual([]);
});

test('of jobs: how the last run ended, when it began, how long it took, and whether one goes on', async () => {
  const { store, pipelines, clock } = await ran();
  await using served = await servedDashboard({ store, pipelines }, {}, ROUTES);
  const [run] = await store.jobs.runs('report', { limit: 1 });
  expect(ours(seriesIn((await served.ask('/metrics')).text))).toMatchObject({
    'millrace_job_running{job="report"}': 0,
    'millrace_job_last_run_number{job="report"}': 1,
    'millrace_job_last_run_result{job="report",result="succeeded"}': 1,
    'millrace_job_last_run_result{job="report",result="failed"}': 0,
    'millrace_job_last_run_start_timestamp_seconds{job="report"}': (run?.started ?? 0) / 1_000,
    'millrace_job_last_run_duration_seconds{job="report"}': (run?.duration ?? 0) / 1_000,
    'millrace_job_next_due_timestamp_seconds{job="report"}': Date.UTC(2024, 7, 8, 13) / 1_000,
  });
  await store.jobs.begin({ job: 'report', cause: 'by hand', owner: 'x', keep: { runs: 9, age: 9e9 } });
  await served.clock.advance(seconds(1));
  const series = ours(seriesIn((await served.ask('/metrics')).text));
  expect(series['millrace_job_running{job="report"}']).toBe(1);
  expect(Object.keys(series).filter((name) => name.includes('last_run_result'))).toEqual([]);
  expect(clock.now()).toBeGreaterThan(0);
});

test('of the dashboard: how often documents were read; and of its process', async () => {
  await using served = await servedDashboard({}, {}, ROUTES);
  for (const page of ['jobs', 'jobs', 'pipelines']) await served.ask(`/api/pages/${page}`);
  const series = seriesIn((await served.ask('/metrics')).text);
  expect(series).toMatchObject({
    'millrace_dashboard_documents_read_total{document="jobs"}': 2,
    'millrace_dashboard_documents_read_total{document="pipelines"}': 1,
    millrace_dashboard_streams: 0,
    millrace_dashboard_topics: 0,
    millrace_process_resident_memory_bytes: expect.any(Number),
  });
});

test('a store is read once a second at most, and where it is away that is told, and nothing of what is in it', async () => {
  const { store, pipelines } = await ran();
  let [reads, away] = [0, false];
  const registered = store.registered.bind(store);
  store.registered = async (pipeline) => {
    reads++;
    if (away) throw new WorldError('Redis is away.');
    return registered(pipeline);
  };
  await using served = await servedDashboard({ store, pipelines }, {}, ROUTES);
  await Promise.all([1, 2, 3].map(() => served.ask('/metrics')));
  expect(reads).toBe(pipelines.length);
  await served.clock.advance(seconds(1));
  away = true;
  const series = seriesIn((await served.ask('/metrics')).text);
  expect(Object.entries(ours(series)).filter(([name]) => /pipeline|job/.test(name))).toEqual([]);
  expect(series.millrace_store_up).toBe(0);
  away = false;
  await served.clock.advance(seconds(1));
  expect(seriesIn((await served.ask('/metrics')).text).millrace_store_up).toBe(1);
});

test('a stream is counted while it is open', async () => {
  await using served = await servedDashboard({}, {}, [metricsRoutes, liveRoutes]);
  const asking = get(`${served.url}/api/live/jobs`);
  asking.on('error', () => {});
  const [response] = await once(asking, 'response');
  await once(response, 'data');
  const own = async () => ours(seriesIn((await served.ask('/metrics')).text));
  expect(await own()).toMatchObject({ millrace_dashboard_streams: 1, millrace_dashboard_topics: 1 });
  asking.destroy();
  while ((await own()).millrace_dashboard_streams !== 0);
});

test('a store that does not answer is not waited for, nor asked again meanwhile', async () => {
  const { store, pipelines } = await ran();
  let asks = 0;
  store.registered = () => {
    asks++;
    return new Promise(() => {});
  };
  await using served = await servedDashboard({ store, pipelines }, {}, ROUTES);
  const asked = served.ask('/metrics');
  await eventually(() => served.clock.untilNext === seconds(5));
  await served.clock.advance(seconds(5));
  expect(seriesIn((await asked).text).millrace_store_up).toBe(0);
  const again = served.ask('/metrics');
  await eventually(() => served.clock.untilNext === seconds(5));
  await served.clock.advance(seconds(5));
  expect(seriesIn((await again).text).millrace_store_up).toBe(0);
  expect(asks).toBe(pipelines.length);
});
