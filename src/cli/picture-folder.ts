import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';

/** Pictures of one name in one folder. */
const SAME_MAX = 10_000;

/** A folder for pictures, made when the first one comes. No file that is there is written over. */
export class PictureFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Puts a picture into a file of its name, or `NAME-2` and so on where there is one, and gives the file's path. */
  async put({ name, data }: Picture): Promise<string> {
    const { name: bare, ext } = parse(name);
    const refuse = (path: string, cause: unknown) =>
      new PipelineError('CONFIG', `The picture ${path} cannot be written: ${messageOf(cause)}`, { cause });
    await mkdir(this.#path, { recursive: true }).catch((thrown) => {
      throw refuse(join(this.#path, name), thrown);
    });
    for (let n = 1; n <= SAME_MAX; n++) {
      const path = join(this.#path, n === 1 ? `${bare}${ext}` : `${bare}-${n}${ext}`);
      try {
        await writeFile(path, data, { flag: 'wx' });
        return path;
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw refuse(path, thrown);
      }
    }
    throw new PipelineError('LIMIT', `${this.#path} holds ${SAME_MAX} pictures ${name}: remove some.`);
  }
}
