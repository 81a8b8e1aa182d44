/** In UTF-16 code units: what Slack shows as one message, and how many of them a text may take. */
const MESSAGE_MAX = 4_000;
const MESSAGES_MAX = 10;

const FENCE = '```';
/** What tells how much is left out, and the fences. */
const ROOM = 80;

/**
 * A text as Slack takes it, in as many messages as it needs, cut at line ends where there are any. Of one that would
 * take more than ten the rest is left out, which the last one says. Nothing for one that is empty.
 */
export function messagesOf(text: string, preformatted: boolean): readonly string[] {
  if (text.trim() === '') return [];
  const messages: string[] = [];
  const shown = preformatted ? fenced : (piece: string) => piece;
  let rest = text;
  while (rest !== '' && messages.length < MESSAGES_MAX) {
    const end = endOf(rest, preformatted);
    const piece = rest.slice(0, end);
    rest = rest.slice(end).replace(/^\n/, '');
    const note = rest !== '' && messages.length === MESSAGES_MAX - 1 ? `\n… and ${rest.length} characters more` : '';
    if (piece.trim() !== '') messages.push(`${shown(piece)}${note}`);
  }
  return messages;
}

/** Where the first message of a text ends. */
function endOf(text: string, preformatted: boolean): number {
  let width = 0;
  let end = 0;
  for (const letter of text) {
    width += preformatted ? (WIDTH[letter] ?? letter.length) : letter.length;
    if (width > MESSAGE_MAX - ROOM) break;
    end += letter.length;
  }
  if (end === text.length) return end;
  const line = text.lastIndexOf('\n', end);
  return line > end / 2 ? line : end;
}

/** Of letters that are written as several. */
const WIDTH: Readonly<Record<string, number>> = { '&': 5, '<': 4, '>': 4, '`': 2 };

/** Shown letter by letter, in a font of one width. Backticks would end it, so something thin stands between them. */
export const fenced = (text: string): string => `${FENCE}\n${literal(text).replaceAll(/`(?=`)/g, '`\u200b')}\n${FENCE}`;

/** A text as it stands, of which Slack makes no mention, link or channel: for what comes from data into one of ours. */
export const literal = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
