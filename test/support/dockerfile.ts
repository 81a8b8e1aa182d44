/**
 * Does what a Dockerfile says in a folder instead of an image, as far as a shell can: FROM (an empty folder for each
 * stage, the base's programs being this machine's), COPY, RUN, WORKDIR, ENV, USER, VOLUME, HEALTHCHECK, ENTRYPOINT, CMD.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface Image {
  readonly base: string;
  /** What stands for the root of its file system. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

interface Stage {
  readonly name: string;
  readonly base: string;
  readonly root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  entrypoint: readonly string[];
  cmd: readonly string[];
  healthcheck: readonly string[];
}

/** The programs of this machine, Node's and npm's first. */
const PATH = [dirname(process.execPath), process.env.PATH].join(':');

/** Builds the last stage. `context`: the folder that COPY copies from; `into`: an empty one. */
export async function build(dockerfile: string, context: string, into: string): Promise<Image> {
  const stages: Stage[] = [];
  for (const { name, rest } of instructionsIn(await readFile(dockerfile, 'utf8'))) {
    if (name === 'FROM') {
      const [, base = '', as = ''] = /^(\S+)(?: AS (\S+))?$/i.exec(rest) ?? [];
      const root = join(into, String(stages.length));
      await mkdir(root, { recursive: true });
      const blank = { workdir: '/', env: {}, user: 'root', entrypoint: [], cmd: [], healthcheck: [] };
      stages.push({ name: as, base, root, ...blank });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`${name} stands in front of the first FROM`);
    await obey(name, rest, stage, stages, context);
  }
  const last = stages.at(-1);
  if (!last) throw new Error('it has no FROM');
  const { base, root, env, user, healthcheck } = last;
  const command = [...last.entrypoint, ...last.cmd];
  return { base, root, workdir: join(root, last.workdir), env: { PATH, ...env }, user, command, healthcheck };
}

async function obey(name: string, rest: string, stage: Stage, stages: readonly Stage[], context: string) {
  const cwd = join(stage.root, stage.workdir);
  switch (name) {
    case 'WORKDIR':
      stage.workdir = rest;
      await mkdir(join(stage.root, rest), { recursive: true });
      break;
    case 'ENV':
      for (const [, key = '', value = ''] of rest.matchAll(/(\S+?)=(\S*)/g)) stage.env[key] = value;
      break;
    case 'USER':
      stage.user = rest;
      break;
    case 'COPY': {
      const [, from, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
      const source = from === undefined ? context : stages.find((one) => one.name === from)?.root;
      if (source === undefined) throw new Error(`COPY from ${from}, which is no stage`);
      const [to = '', ...files] = paths.split(' ').reverse();
      for (const file of files) await copy(join(source, file), join(cwd, to), to.endsWith('/'));
      break;
    }
    case 'RUN':
      // In an image they would be its own; here they would be this machine's.
      if (/(^|\s)\//.test(rest)) throw new Error(`RUN ${rest} names an absolute path`);
      await promisify(execFile)('/bin/sh', ['-c', rest], { cwd, env: { ...process.env, ...stage.env, PATH } });
      break;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(/CMD (\[.*\])$/.exec(rest)?.[1] ?? 'null');
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(rest);
      break;
    case 'CMD':
      stage.cmd = JSON.parse(rest);
      break;
    case 'VOLUME':
      for (const path of JSON.parse(rest)) await stat(join(stage.root, path)); // it must be there, for its rights
      break;
    default:
      throw new Error(`${name} is not understood here`);
  }
}

/** A file into a folder or to a name; of a folder what is in it. */
async function copy(from: string, to: string, intoFolder: boolean): Promise<void> {
  await cp(from, intoFolder ? join(to, basename(from)) : to, { recursive: true });
}

function instructionsIn(text: string) {
  const lines = text.split('\n').filter((line) => !line.startsWith('#') && line.trim() !== '');
  return lines
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => {
      const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line.trim()) ?? [];
      return { name, rest };
    });
}
