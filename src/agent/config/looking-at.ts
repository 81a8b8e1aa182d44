/**
 * A regular expression of Java's as one of ours that matches where the text begins. What only Java knows (`\Q`, `\h`,
 * `a*+`, `[a&&b]`) must not come to mean something else, which the flag `u` sees to.
 * @throws SyntaxError
 */
export function lookingAt(java: string): RegExp {
  const ignoreCase = java.startsWith('(?i)');
  const source = (ignoreCase ? java.slice('(?i)'.length) : java).replace(/\\(.)/gsu, spelled);
  const flags = ignoreCase ? 'iu' : 'u';
  new RegExp(source, flags); // by itself: what it lacks is not to be made up for by what comes around it
  return new RegExp(`^(?:${source})`, flags);
}

/** Java lets any sign be escaped, as in `\"`; ours only those that mean something. */
const spelled = (escaped: string, sign: string): string =>
  /[\w^$\\.*+?()[\]{}|/]/.test(sign) ? escaped : `\\u{${sign.codePointAt(0)?.toString(16)}}`;
