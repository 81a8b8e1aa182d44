/**
 * How wide a text is in the font of the charts, as a part of the size of its letters, rather a little more than less:
 * for those who decide what fits before anything is drawn. A function of the text alone; the font itself is not asked,
 * and a test says that it agrees.
 */
export const emWidth = (text: string): number =>
  [...text].reduce((width, character) => width + widthOf(character), SLACK) / 100;

/** How many characters of a text, from its first on, are at most so wide together. */
export function fitting(characters: readonly string[], ems: number): number {
  let [count, width] = [0, SLACK];
  for (const character of characters) {
    width += widthOf(character);
    if (width > ems * 100) return count;
    count++;
  }
  return count;
}

const widthOf = (character: string): number => WIDTHS[character.charCodeAt(0) - FIRST] ?? OTHER;

/** Some letters stand a little wider beside each other than alone. */
const SLACK = 10;
/** Of the characters from the blank on to the tilde, in hundredths, in the weight 600, which is wider than 400. */
const FIRST = 32;
const WIDTHS = [
  ...[26, 33, 53, 65, 66, 101, 67, 33, 38, 38, 80, 68, 32, 47, 32, 38], // blank to /
  ...[66, 43, 63, 64, 67, 62, 64, 60, 65, 64, 32, 33, 68, 68, 68, 55], // 0 to ?
  ...[100, 75, 66, 74, 73, 61, 59, 75, 75, 28, 58, 71, 57, 93, 76, 77], // @ to O
  ...[65, 78, 66, 66, 67, 74, 73, 103, 72, 72, 66, 38, 38, 38, 49, 47], // P to _
  ...[36, 58, 63, 59, 63, 60, 39, 63, 62, 27, 27, 57, 27, 91, 62, 61], // ` to o
  ...[63, 63, 40, 55, 36, 62, 59, 84, 57, 59, 57, 46, 36, 46, 68], // p to ~
];
/** Of all others: there are wider ones, and they are few. */
const OTHER = 105;
