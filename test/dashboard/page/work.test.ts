/** Pages of pipelines and jobs in a real browser, over a store in which they run. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PipelineError } from '../../../src/core/errors.ts';
import type { RunContext } from '../../../src/core/source.ts';
import { minutes, seconds } from '../../../src/core/time.ts';
import { count, map, pipeline, tumble, view } from '../../../src/index.ts';
import { systemClock as clock } from '../../../src/runtime/clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { dueJob } from '../../cli/schedules.ts';
import { browser, noBrowser } from '../../support/browser.ts';
import { servedDashboard, type TestDashboard } from '../../support/dashboard.ts';
import { at, type Event, Shards } from '../../support/shards.ts';
import { ran } from '../ran.ts';
import { running } from '../running.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>';

describe.skipIf(noBrowser)('pages of pipelines and jobs', () => {
  const open = browser();
  let served: TestDashboard;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const store = memoryStore({ clock });
    const shards = new Shards();
    shards.add('a', [...at('x', 0, 1_000, 61_000), ...at('<b>bad</b>', 62_000)]);
    const counted = pipeline('counted')
      .from(shards)
      .pipe(
        map((event: Event) => {
          if (event.key !== 'x') throw new Error('<img src=x>');
          return event;
        }),
        tumble({ size: minutes(1), lateness: seconds(5), key: 'key' }, { n: count() }),
      )
      .to(view('counted', { charts: { n: { type: 'bar', field: 'n' } } }));
    await ran(store, counted, 4);
    const { job: report } = dueJob('report', { schedule: '0 9 * * 1' }, ({ keepPicture, logger }: RunContext) => {
      logger.info({}, 'a line of its own');
      keepPicture({ name: 'units.svg', type: 'image/svg+xml', data: new TextEncoder().encode(SVG) });
    });
    const { job: failing } = dueJob('failing', { schedule: '0 9 * * 1' }, () => {
      throw new PipelineError('MISSING', 'There is no file prices.csv.');
    });
    const never = pipeline('never')
      .from(shards)
      .to({ ...view('never'), kind: 'view' } as never);
    const pipelines = [counted, report, failing, never];
    const runner = running(pipelines, { store, clock }, 'info');
    await runner.jobs.run('failing');
    await runner.jobs.ended();
    stop = runner.stop;
    served = await servedDashboard({ store, clock, pipelines, jobs: runner.jobs });
  });
  afterAll(async () => {
    await stop();
    await served[Symbol.asyncDispose]();
  });

  test('all pipelines are shown, each drawn from its source to where it writes, and how it stands in words', async () => {
    await using opened = await open(`${served.url}/pipelines`);
    const { page, wrong } = opened;
    const card = page.locator('article', { has: page.getByRole('link', { name: 'counted', exact: true }) });
    await card.getByText('stalled', { exact: true }).waitFor();
    expect(await card.locator('.why').textContent()).toBe('Nobody runs counted: millrace run counted.');
    expect(await card.locator('.box').allInnerTexts()).toEqual([
      'source\nshards',
      'operator\nmap',
      'operator\ntumble',
      'view\ncounted',
    ]);
    const unused = page.getByText('2 that have not run in this store');
    await unused.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'never', exact: true }).waitFor();
    expect(wrong).toEqual([]);
  });

  test('of a pipeline its counts add up as the server says, and what was set aside is shown as text', async () => {
    await using opened = await open(`${served.url}/pipelines/counted`);
    expect(await opened.page.getByRole('link', { name: 'Charts of its views' }).getAttribute('href')).toBe('/');
    const { page, wrong } = opened;
    const equation = page.locator('.equation');
    await equation.waitFor();
    const { counts } = JSON.parse((await served.ask('/api/pipelines/counted')).text);
    expect(await equation.textContent()).toBe(
      `${counts.received} received = ${counts.through} folded + 0 duplicates + 0 filtered + ${counts.setAside} set aside`,
    );
    expect(counts).toMatchObject({ received: 4, through: 3, setAside: 1 });
    expect(await page.locator('.samples li p').first().textContent()).toBe('By map: <img src=x>');
    expect(await page.locator('.bytes').textContent()).toContain('<b>bad</b>');
    expect(await page.getByRole('region', { name: 'Partitions' }).locator('td').first().textContent()).toBe('a');
    expect(wrong).toEqual([]);
  });

  test('a job is run by keyboard once that is confirmed, and its run is shown with its log and its picture', async () => {
    await using opened = await open(`${served.url}/jobs`);
    const { page, wrong } = opened;
    await page.getByRole('link', { name: 'report', exact: true }).click();
    const button = page.getByRole('button', { name: 'Run now' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Run report now?' });
    expect(await dialog.locator('li').allInnerTexts()).toContain('It writes to out.');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(JSON.parse((await served.ask('/api/jobs/report')).text).runs).toEqual([]);
    await button.click();
    await dialog.getByRole('button', { name: 'Run now' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/report/1');
    await page.getByText('succeeded', { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Log' }).textContent()).toContain('a line of its own');
    const picture = page.getByRole('img', { name: 'The picture units.svg that run 1 of report has made' });
    await picture.waitFor();
    await page.waitForFunction(() => (document.querySelector('figure img') as HTMLImageElement).naturalWidth === 40);
    expect(wrong).toEqual([]);
  });

  test('what a job has failed of is told in its history, by a word, and why', async () => {
    await using opened = await open(`${served.url}/jobs/failing`);
    const row = opened.page.getByRole('row', { name: /Run 1/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/failed[\s\S]*by the dashboard[\s\S]*There is no file prices\.csv\./);
    await opened.page
      .getByRole('img', { name: /^How long the last 1 runs? took: .* 0 succeeded, 1 did not\.$/ })
      .waitFor();
  });

  test('there is room for all in 400 pixels, and in the dark', async () => {
    await using opened = await open(`${served.url}/pipelines`, { width: 400, colorScheme: 'dark' });
    const { page, wrong } = opened;
    for (const path of ['/pipelines', '/pipelines/counted', '/jobs', '/jobs/failing', '/jobs/failing/1']) {
      await page.goto(`${served.url}${path}`);
      await page.locator('.content h1').waitFor();
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 400]);
    }
    expect(wrong).toEqual([]);
  });

  test('what is not there is not found, whatever the stream of it tells', async () => {
    await using opened = await open(`${served.url}/jobs/none`);
    const { page } = opened;
    await page.getByText('There is no job none here').waitFor();
    await page.goto(`${served.url}/symbols/NONE`);
    await page.locator('.notice', { hasText: 'There is no NONE' }).waitFor();
    expect(await page.locator('[role=status]').textContent()).toBe('Not Found ');
  });
});
