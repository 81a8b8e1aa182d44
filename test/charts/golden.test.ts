/** Goal: each kind of chart looks as it did when somebody last looked at it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../src/charts/render.ts';
import { differenceFrom } from '../support/pictures.ts';
import { examples, GOLDEN, SCALE } from './examples.ts';

test.each(Object.entries(examples))('%s is drawn as it was', async (name, make) => {
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void warnings.push(text) };
  const png = await render(make(), { scale: SCALE, logger });
  expect(await differenceFrom(join(GOLDEN, `${name}.png`), png)).toBeUndefined();
  expect(warnings).toEqual([]);
});
