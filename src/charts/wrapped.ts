import { emWidth, fitting } from './em-width.ts';
import { literal } from './literal.ts';

/**
 * A text in lines at most so many times as wide as its letters are large, broken at blanks where it has some, and at
 * most so many of them: of what is longer the rest is left out, and an ellipsis says so. Nothing has no line.
 */
export function wrapped(text: string, ems: number, linesMax: number): readonly string[] {
  const lines: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > 0 && lines.length < linesMax) {
    const fits = Math.max(1, fitting(rest, ems));
    const blank = rest.lastIndexOf(' ', fits);
    const cut = rest.length <= fits ? rest.length : blank > 0 ? blank : fits;
    lines.push(rest.slice(0, cut).join(''));
    rest = [...rest.slice(cut).join('').trim()];
  }
  const last = [...(lines.at(-1) ?? '')];
  if (rest.length === 0 || last.length === 0) return lines.map(literal);
  const short = last.slice(0, fitting(last, ems - emWidth('…'))).join('');
  return [...lines.slice(0, -1), `${short.trimEnd()}…`].map(literal);
}
