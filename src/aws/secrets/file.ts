import { createReadStream } from 'node:fs';
import { messageOf, PipelineError, WorldError } from '../../core/errors.ts';
import { SECRET_MAX, textOf, type Way } from './way.ts';

/** What may pass by itself. */
const PASSING: readonly unknown[] = ['EMFILE', 'ENFILE', 'EAGAIN', 'EIO', 'ESTALE', 'ETIMEDOUT'];

/** `file:PATH`: what a file holds, such as one that Docker or Kubernetes puts under /run/secrets. */
export const fromFile: Way = async (path, asking) => {
  const { who } = asking;
  const data = await bytesOf(path, who);
  if (data.length <= SECRET_MAX) return textOf(data, asking);
  throw new PipelineError('CONFIG', `${who} is no secret: ${path} has more than ${SECRET_MAX} bytes.`);
};

async function bytesOf(path: string, who: string): Promise<Buffer> {
  try {
    return Buffer.concat(await Array.fromAsync(createReadStream(path, { end: SECRET_MAX })));
  } catch (thrown) {
    const said = `${who} cannot be read from its file: ${messageOf(thrown)}`;
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (PASSING.includes(code)) throw new WorldError(said, { cause: thrown });
    throw new PipelineError('CONFIG', `${said}. Wanted: the path of a file that this user may read.`);
  }
}
