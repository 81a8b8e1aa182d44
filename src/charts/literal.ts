/**
 * A text as a spec may hold it where Vega looks for a constant, as in a title: by the name of what every object has,
 * such as `constructor`, it would look for a signal. A blank behind it is not drawn.
 */
export const literal = (text: string): string => (text in {} ? `${text} ` : text);
