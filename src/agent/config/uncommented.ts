/** JSON in which comments were blanks, as the agent lets them stand; what is left stands where it stood. */
export const uncommented = (json: string): string =>
  json.replace(TOKENS, (token) => (token.startsWith('"') ? token : token.replace(/[^\n]/g, ' ')));

/** Strings first: what looks like a comment in them is none. */
const TOKENS = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
