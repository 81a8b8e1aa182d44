import { el, fill } from './dom.ts';

/** A text in which what is to be typed, between backquotes or such as "millrace run bot", is set off from its words. */
export const coded = (text: string): readonly (string | HTMLElement)[] =>
  text
    .split(/`([^`]*)`|"(millrace [^"]*)"/)
    .flatMap((part, i) => (part ? [i % 3 === 0 ? part : el('code', {}, part)] : []));

/** Says that text. */
export const sayCoded = (element: Element, text: string): void => fill(element, ...coded(text));
