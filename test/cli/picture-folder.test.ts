import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PictureFolder } from '../../src/cli/picture-folder.ts';
import { folderPerTest } from '../support/folder.ts';

const folder = folderPerTest();
const picture = (name: string) => ({ name, type: 'image/png', data: new Uint8Array([1]) });

test('a picture lands in the folder, whatever it is called, and on no other file', async () => {
  const pictures = new PictureFolder(join(folder, 'drawn'));
  for (const name of ['../up.png', '/tmp/up.png', 'up.png']) await pictures.put(picture(name));
  expect((await readdir(join(folder, 'drawn'))).toSorted()).toEqual(['up-2.png', 'up-3.png', 'up.png']);
  expect(await readdir(folder)).toEqual(['drawn']);
});

test('where no folder can be it says so', async () => {
  await writeFile(join(folder, 'file'), '');
  const put = new PictureFolder(join(folder, 'file')).put(picture('up.png'));
  await expect(put).rejects.toThrow(/^The picture .*up\.png cannot be written: EEXIST/);
});
