/**
 * A text in lines of at most so many characters, broken at blanks where it has some, and at most so many of them: of
 * what is longer the rest is left out, and an ellipsis says so. Nothing has no line.
 */
export function wrapped(text: string, width: number, linesMax: number): readonly string[] {
  const lines: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > 0 && lines.length < linesMax) {
    const blank = rest.lastIndexOf(' ', width);
    const cut = rest.length <= width ? rest.length : blank > 0 ? blank : width;
    lines.push(rest.slice(0, cut).join(''));
    rest = [...rest.slice(cut).join('').trim()];
  }
  const last = lines.at(-1);
  if (rest.length === 0 || last === undefined) return lines;
  return [
    ...lines.slice(0, -1),
    `${[...last]
      .slice(0, width - 1)
      .join('')
      .trimEnd()}…`,
  ];
}
