import { PipelineError } from '../../core/errors.ts';

/** What makes a part of a path a glob. */
export const WILD = /[*?[{\\]/;

/**
 * Whether a name is one that a glob asks for, as Java and so the Amazon Kinesis Agent read it: `*` stands for any
 * characters, `?` for one, `[a-c]` for one of these, `[!a-c]` for one of the others, `{log,txt}` for one of those
 * texts; behind `\` each stands for itself.
 * @throws PipelineError CONFIG where a bracket or a brace is left open
 */
export function globOf(glob: string): (name: string) => boolean {
  const regexp = compiled(glob);
  // As in a shell, hidden files are named as such.
  return (name) => regexp.test(name) && (glob.startsWith('.') || !name.startsWith('.'));
}

function compiled(glob: string): RegExp {
  try {
    return new RegExp(`^${sourceOf(glob)}$`, 'su');
  } catch (thrown) {
    const what = 'a glob such as app*.log, app-[0-9].log or app.{log,txt}, with a \\ before what stands for itself';
    throw new PipelineError('CONFIG', `${JSON.stringify(glob)} is no pattern of names. Wanted: ${what}.`, {
      cause: thrown,
    });
  }
}

const TOKENS = /\\(.)|(\*+)|(\?)|\[(!?)([^\]]+)\]|\{([^{}]*)\}|(.)/gsu;

const sourceOf = (glob: string): string =>
  glob.replace(TOKENS, (_, escaped, stars, one, not, among, texts, char) => {
    if (escaped !== undefined) return literal(escaped);
    if (stars !== undefined) return '.*';
    if (one !== undefined) return '.';
    if (among !== undefined) return `[${not === '!' ? '^' : ''}${classOf(among)}]`;
    if (texts !== undefined) return `(?:${texts.split(',').map(sourceOf).join('|')})`;
    if ('[{\\'.includes(char)) throw new SyntaxError(`${char} is left open`);
    return literal(char);
  });

/** A minus between two characters stands for those between them. */
const classOf = (among: string): string =>
  among.replace(/(.)-(.)|(.)/gsu, (_, from, to, char) =>
    char === undefined ? `${literal(from)}-${literal(to)}` : literal(char),
  );

const literal = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;
