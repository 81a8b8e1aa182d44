import { arch, cpus, platform } from 'node:os';

const HEAD = `# Results

Written by \`npm run bench\`. Ratios can be compared between machines, times cannot.
`;

/** What a scenario found, in Markdown, below a heading with its name. */
export const section = (name: string, body: string): string => {
  const machine = `Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
  return `## ${name}\n\nOn ${new Date().toISOString().slice(0, 10)}: ${machine}.\n\n${body.trim()}\n`;
};

/**
 * The results with these sections in place of those of the same names; the others stay as they were. In the order of
 * `names`; what has none of these names goes.
 */
export function rewritten(results: string, sections: ReadonlyMap<string, string>, names: readonly string[]): string {
  const before = new Map(
    results
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [/^## (.*)/.exec(text)?.[1] ?? '', `${text.trim()}\n`]),
  );
  return [HEAD, ...names.flatMap((name) => sections.get(name) ?? before.get(name) ?? [])].join('\n');
}
