import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renumbered } from '../../src/charts/drawing/svg-ids.ts';
import { render } from '../../src/charts/render.ts';
import { theme } from '../../src/charts/theme.ts';
import type { Chart } from '../../src/core/chart.ts';
import { examples } from './examples.ts';

const text = async (chart: Chart) => new TextDecoder().decode(await render(chart, { format: 'svg' }));
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};
const chartOf = (spec: object, language: Chart['language'] = 'vega-lite'): Chart => ({
  ...{ kind: 'chart', language, title: 'Units', alt: '' },
  spec: { config: theme, ...spec },
});
/** Bars with these names. */
const named = (...names: readonly string[]): Chart =>
  chartOf({
    data: { values: names.map((name, n) => ({ name, n: n + 1 })) },
    mark: 'bar',
    encoding: { y: { field: 'name', type: 'nominal' }, x: { field: 'n', type: 'quantitative' } },
  });
const [candles, line] = [examples.candlestick?.() ?? named(), examples.line?.() ?? named()];

/** The path of a module of ours, for a process of its own. */
const here = (path: string) => JSON.stringify(join(import.meta.dirname, path));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const alone = (code: string, env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { env: { ...process.env, ...env } });

const linked = (href: string) =>
  chartOf({ data: { values: [{}] }, mark: 'point', encoding: { href: { value: href } } });

test('a link to a page is written into an SVG, and one that is a script is refused', async () => {
  expect(await text(linked('https://example.com/BTC'))).toContain('href="https://example.com/BTC"');
  await expect(text(linked('javascript:alert(1)'))).rejects.toThrow('javascript:alert(1)');
});

test('ids of an SVG begin at 0, each has one of its own, and texts that look like ids are left alone', () => {
  const svg = '<g id="clip7"/><g id="gradient_9"/><g clip-path="url(#clip7)"/><text>url(#clip9)</text>';
  const first = '<g id="clip0"/><g id="gradient_1"/><g clip-path="url(#clip0)"/><text>url(#clip9)</text>';
  expect(renumbered(svg)).toBe(first);
});

describe('a picture', () => {
  test('is a PNG of 800 × 500 pixels of CSS, twice as many unless asked otherwise', async () => {
    expect(sizeOf(await render(candles))).toEqual([1_600, 1_000]);
    expect(sizeOf(await render(candles, { scale: 0.5 }))).toEqual([400, 250]);
  });

  test('is the same, byte for byte, each time, also beside others', async () => {
    const charts = [candles, line, candles, named('A'), line];
    for (const format of ['png', 'svg'] as const) {
      const beside = await Promise.all(charts.map((chart) => render(chart, { format })));
      for (const [i, chart] of charts.entries()) {
        expect(Buffer.compare(await render(chart, { format }), beside[i] ?? new Uint8Array())).toBe(0);
      }
    }
  });

  test('is the same where it refers to parts of itself, which it numbers from 0', async () => {
    const stops = ['red', 'blue'].map((color, offset) => ({ color, offset }));
    const clipped = chartOf({
      ...{ data: { values: [{ a: 1 }] }, encoding: { x: { field: 'a', type: 'quantitative' } } },
      mark: { type: 'bar', clip: true, color: { gradient: 'linear', stops } },
    });
    const first = await text(clipped);
    expect([...first.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id).sort()).toEqual(['clip0', 'gradient_1']);
    expect(first).toContain('clip-path="url(#clip0)"');
    expect(await text(clipped)).toBe(first);
  });

  test('is the same on a machine without fonts, of another language and in another zone of time', async () => {
    const code = `import { render } from ${here('../../src/charts/render.ts')};
      import { examples } from ${here('examples.ts')};
      import { createHash } from 'node:crypto';
      for (const format of ['png', 'svg']) {
        process.stdout.write(createHash('sha256').update(await render(examples.line(), { format })).digest('hex') + ' ');
      }`;
    const env = { FONTCONFIG_FILE: '/dev/null', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' };
    const { stdout } = await alone(code, env);
    expect(stdout).toBe(`${hash(await render(line))} ${hash(await render(line, { format: 'svg' }))} `);
  });

  test('is not drawn without its font', async () => {
    const code = `import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => next(name.replace('expo-google-fonts', 'nowhere'), context) });
      const { render } = await import(${here('../../src/charts/render.ts')});
      const { examples } = await import(${here('examples.ts')});
      await render(examples.line()).catch(({ code, message }) => process.stdout.write(code + ' ' + message));`;
    const { stdout } = await alone(code);
    expect(stdout).toMatch(/^MISSING Charts are written in the font Inter, .* install @expo-google-fonts\/inter\.$/);
  });

  test('shows a box for a character that the font lacks, and it is told which texts have one', async () => {
    const told: object[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (fields: object) => void told.push(fields) };
    const chinese = await render(named('币安人生USDT', 'ÄÖÜ'), { logger });
    expect(Buffer.compare(chinese, await render(named('□□□□USDT', 'ÄÖÜ')))).toBe(0);
    expect(told).toEqual([{ chart: 'Units', texts: ['币安人生USDT'] }]);
    // A reader's own fonts may have them; the room for them is the same.
    expect(await text(named('币安人生USDT'))).toBe((await text(named('□□□□USDT'))).replaceAll('□□□□', '币安人生'));
    expect(Buffer.compare(await render(named('👍🏽A\nB\u200b')), await render(named('□□A□B')))).toBe(0);
  });

  test('larger than anybody can look at is refused', async () => {
    const large = chartOf({ width: 9_000, height: 9_000, mark: 'point', data: { values: [{}] } });
    await expect(render(large, { scale: 1 })).rejects.toMatchObject({ code: 'LIMIT' });
    await expect(render(candles, { scale: 9 })).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(render(candles, { scale: Number.NaN })).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

describe('a spec that cannot be drawn', () => {
  const data = (from: object) => chartOf({ data: from, mark: 'point', encoding: { x: { field: 'a' } } });
  const image = (url: string) => chartOf({ data: { values: [{}] }, mark: { type: 'image', url, width: 9, height: 9 } });

  test.each([
    ['loads data of a server', data({ url: 'http://127.0.0.1:1/rows.json' }), 'load http://127.0.0.1:1/rows.json'],
    ['loads data of a file', data({ url: '/etc/passwd' }), 'load /etc/passwd'],
    ['loads a picture', image('file:///etc/passwd'), 'load file:///etc/passwd'],
    [
      'has a text in another font',
      chartOf({ data: { values: [{}] }, mark: { type: 'text', font: 'Arial', text: 'a' } }),
      'in the font Arial',
    ],
    ['has no mark', chartOf({ data: { values: [] } }), 'The chart "Units" cannot be drawn: Invalid spec'],
    [
      'fails when it is computed',
      chartOf(
        {
          data: [
            {
              name: 'a',
              values: [{ id: 1, parent: 2 }],
              transform: [{ type: 'stratify', key: 'id', parentKey: 'parent' }],
            },
          ],
        },
        'vega',
      ),
      'The chart "Units" cannot be drawn: ',
    ],
  ])('because it %s is an error that says so', async (_, chart, message) => {
    for (const format of ['png', 'svg'] as const) {
      const drawn = render(chart, { format }).then(() => 'a picture');
      await expect(drawn).rejects.toMatchObject({
        ...{ name: 'PipelineError', code: 'CONFIG', message: expect.stringContaining(message) },
      });
    }
  });

  test('only in part is drawn, and what Vega warns of is told', async () => {
    const told: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void told.push(text) };
    await render(chartOf({ mark: 'bar', data: { values: [] }, encoding: { nowhere: { field: 'a' } } }), { logger });
    expect(told).toEqual([expect.stringContaining('nowhere')]);
  });

  test('is no picture that stands in the spec itself', async () => {
    const dot =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    expect(sizeOf(await render(image(dot)))[0]).toBeGreaterThan(0);
  });
});
