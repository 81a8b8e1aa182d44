/** Text as HTML has it, within an element or an attribute in quotes: nothing in it is taken for markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
