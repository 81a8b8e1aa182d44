/**
 * What stands under the title of a chart, each thing that is said there by itself. In a spec it is broken into lines of
 * a picture's width: a line goes on in the next one where that one's first word had no room in it.
 */
export function linesOf(spec: object): readonly string[] {
  const { title } = spec as { readonly title?: unknown };
  const subtitle = typeof title === 'object' && title !== null && 'subtitle' in title ? title.subtitle : [];
  const whole: string[] = [];
  let last = '';
  for (const line of [subtitle].flat().map(String)) {
    const [word = ''] = line.split(' ');
    if (last !== '' && `${last} ${word}`.length > LINE_MAX) whole.push(`${whole.pop()} ${line}`);
    else whole.push(line);
    last = line;
  }
  return whole.flatMap((line) => line.split(' · '));
}

/** About as many letters as there is room for. */
const LINE_MAX = 86;
