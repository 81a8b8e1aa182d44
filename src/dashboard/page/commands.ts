import { el } from './dom.ts';

/** A sentence in which a command to be typed, such as "millrace run bot", is set off from the words around it. */
export const withCommands = (text: string): readonly (string | HTMLElement)[] =>
  text.split(/"(millrace [^"]*)"/).map((part, i) => (i % 2 === 1 ? el('code', {}, part) : part));
