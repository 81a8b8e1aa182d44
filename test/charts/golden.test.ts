/** Goal: each kind of chart looks as it did when somebody last looked at it. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../src/charts/render.ts';
import { differenceFrom } from '../support/pictures.ts';
import { DOCS, examples, GOLDEN, SCALE } from './examples.ts';

test.each(Object.entries(examples))('%s is drawn as it was', async (name, make) => {
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void warnings.push(text) };
  const png = await render(make(), { scale: SCALE, logger });
  expect(await differenceFrom(join(GOLDEN, `${name}.png`), png)).toBeUndefined();
  expect(warnings).toEqual([]);
});

test.each(readdirSync(DOCS))('%s, as the documentation shows it, is the same', async (name) => {
  const [shown, drawn] = await Promise.all([DOCS, GOLDEN].map((folder) => readFile(join(folder, name))));
  expect(shown?.equals(drawn ?? new Uint8Array())).toBe(true);
});
