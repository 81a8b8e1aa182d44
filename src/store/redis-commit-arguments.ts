import { keyArguments } from './redis-key-writes.ts';
import { listed, partOf } from './redis-member.ts';
import { cellArguments, rowArguments } from './redis-state-writes.ts';
import type { Commit } from './store.ts';
import { toText } from './text.ts';

/** What the script of a commit is called with. Text is never empty where it stands for something. */
export function commitArguments(commit: Commit): (string | Buffer)[] {
  const { partition, position, watermark, ended, keep } = commit;
  const children = ended?.children ?? [];
  return [
    partOf(partition),
    commit.fence,
    String(commit.after),
    String(commit.scope.version),
    commit.scope.pipeline,
    ...counted(commit.keys, keyArguments),
    ...counted([...new Set(commit.messages.map(({ to }) => to))], (to) => [partOf(to)]),
    position === undefined ? '' : `=${toText(position)}`,
    String(watermark),
    ended ? '1' : '0',
    Number.isFinite(keep) ? String(keep) : '',
    ...cellArguments(commit),
    ...rowArguments(commit),
    ...counted(commit.dead, ({ data, id, ...about }) => [
      toText(id),
      JSON.stringify({ ...about, partition }),
      Buffer.from(data),
    ]),
    ...counted(commit.messages, ({ id, to, body }) => [toText(id), partOf(to), partOf(body)]),
    ...counted(children, ({ id, parents }) => [partOf(id), listed(parents)]),
  ];
}

const counted = <T>(list: readonly T[], parts: (one: T) => (string | Buffer)[]): (string | Buffer)[] => [
  String(list.length),
  ...list.flatMap(parts),
];
