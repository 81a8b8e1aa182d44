/**
 * A regular expression of Java's as one of ours that matches where the text begins. What only Java knows (`\Q`, `\h`,
 * `a*+`, `[a&&b]`) must not come to mean something else, which the flag `u` sees to.
 * @throws SyntaxError
 */
export function lookingAt(java: string): RegExp {
  const { source, flags } = ours(java);
  return new RegExp(`^(?:${source})`, flags);
}

/**
 * What stands between fields: one character is itself, more are a regular expression of Java's, as `\\t` and `\\|` are
 * used to be written.
 * @throws SyntaxError
 */
export function delimiterOf(java: string): RegExp {
  const { source, flags } = ours([...java].length === 1 ? `\\u{${java.codePointAt(0)?.toString(16)}}` : java);
  const delimiter = new RegExp(source, `${flags}g`);
  if (new RegExp(source, flags).test('')) throw new SyntaxError('it matches where nothing is');
  return delimiter;
}

function ours(java: string): { readonly source: string; readonly flags: string } {
  const ignoreCase = java.startsWith('(?i)');
  const source = (ignoreCase ? java.slice('(?i)'.length) : java).replace(/\\(.)/gsu, spelled);
  const flags = ignoreCase ? 'iu' : 'u';
  new RegExp(source, flags); // by itself: what it lacks is not to be made up for by what comes around it
  return { source, flags };
}

/** Java lets any sign be escaped, as in `\"`; ours only those that mean something. */
const spelled = (escaped: string, sign: string): string =>
  /[\w^$\\.*+?()[\]{}|/]/.test(sign) ? escaped : `\\u{${sign.codePointAt(0)?.toString(16)}}`;
