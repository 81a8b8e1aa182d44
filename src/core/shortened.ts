/** The beginning of a text that has more than so many UTF-16 code units, with … behind it; else the text. */
export const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
