import { counted } from '../core/words.ts';

/** A note on what could not be drawn, where there was any: nothing is left out in silence. */
export const leftOut = (count: number, without: string): readonly string[] =>
  count === 0 ? [] : [`${counted(count, 'row')} ${count === 1 ? 'is' : 'are'} not drawn: without ${without}`];

/** Whether it is such a note. */
export const isLeftOut = (text: string): boolean => /^[\d,]+ rows? (is|are) not drawn: /.test(text);
