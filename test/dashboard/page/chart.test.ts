/** What draws a chart, by itself: on a page without charts of its own, as often as a page may draw in an hour. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '../../../src/core/time.ts';
import { browser, noBrowser } from '../../support/browser.ts';
import { type PageServer, pageServer } from '../../support/page-server.ts';
import { NOON, overviewOf } from './made-up.ts';

type Module = typeof import('../../../src/dashboard/page/chart.ts');

describe.skipIf(noBrowser)('a drawing', () => {
  const open = browser();
  let server: PageServer;
  beforeAll(async () => {
    server = await pageServer(() => undefined);
  });
  afterAll(() => server.close());

  test('leaves nothing behind of 80 pictures before it', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    const module = await page.evaluateHandle<Module>("import('/assets/dashboard/page/chart.ts')");
    const cdp = await page.context().newCDPSession(page);
    const counted = async (from: number, to: number) => {
      const charts = Array.from({ length: to - from }, (_, i) => chartOf(from + i));
      await module.evaluate(async ({ drawing }, charts) => {
        const place = document.createElement('div');
        document.body.append(place);
        const { draw, close } = drawing(place, (why) => why !== null && reportError(why));
        for (const [i, chart] of charts.entries()) {
          draw(chart, { width: 300, dark: i % 2 === 0 });
          while (place.querySelector('canvas')?.ariaLabel !== chart.alt) await new Promise(requestAnimationFrame);
          if (place.childElementCount !== 1) throw new Error(`${place.childElementCount} pictures`);
        }
        close();
        place.remove();
      }, charts);
      await cdp.send('HeapProfiler.collectGarbage');
      return { ...(await cdp.send('Memory.getDOMCounters')), ...(await cdp.send('Runtime.getHeapUsage')) };
    };
    const before = await counted(0, 5);
    const after = await counted(5, 85);
    expect(after.nodes - before.nodes).toBeLessThan(50);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(20);
    expect(after.usedSize - before.usedSize).toBeLessThan(2_000_000);
    // A style sheet has no icon.
    expect(opened.wrong.filter((text) => !text.includes('404'))).toEqual([]);
  });

  test('says what a spec wants to load that it cannot have, and draws the next one', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page, wrong } = opened;
    const module = await page.evaluateHandle<Module>("import('/assets/dashboard/page/chart.ts')");
    const url = 'https://elsewhere.example/data.json';
    const lite = { data: { url }, mark: 'bar', encoding: { x: { field: 'a' } } };
    const image = { data: { values: [{}] }, mark: { type: 'image', url } };
    const told = await module.evaluate(
      async ({ drawing }, charts) => {
        const all: (string | null)[] = [];
        const place = document.createElement('div');
        for (const chart of charts) {
          await new Promise<void>((resolve) => {
            const { draw } = drawing(place, (why) => {
              all.push(why);
              resolve();
            });
            draw(chart, { width: 300, dark: false });
          });
        }
        return all;
      },
      [{ ...chartOf(0), spec: lite }, { ...chartOf(1), spec: image }, chartOf(2)],
    );
    const why = `it wants to load ${url}, and a page loads nothing for a chart. Put its data into the spec.`;
    expect(told).toEqual([why, why, null]);
    expect(wrong.filter((text) => !text.includes('404'))).toEqual([]);
  });
});

function chartOf(i: number) {
  const [chart] = overviewOf({ updated: NOON + seconds(i) }).charts;
  if (!chart) throw new Error('There is no chart.');
  return { ...chart, alt: `${i}` };
}
