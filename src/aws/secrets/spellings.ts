/** In UTF-16 code units: what is shorter stands in too many words that are no secret, and its gaps would tell it. */
const SHORTEST = 5;
/** Of the lines of a secret that has several. */
const LINE = 16;

/** Each text by which somebody might be told the secret, or a part of it that is a secret by itself. */
export function spellingsOf(secret: string): readonly string[] {
  const parts = [secret, ...linesOf(secret), ...passwordOf(secret), ...fieldsOf(secret)];
  const all = parts.filter(({ length }) => length >= SHORTEST).flatMap((part) => [part, ...written(part)]);
  return [...new Set(all)];
}

/** As it stands in JSON, in JSON within JSON, in URLs and forms, and in base64, alone or with something around it. */
function written(text: string): readonly string[] {
  const json = inJson(text);
  const url = new URL('a://a@a');
  url.password = text;
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const percent = encodeURIComponent(text.toWellFormed());
  const base64 = [0, 1, 2].map((before) => pieceOf(text, before));
  const base64url = base64.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_'));
  return [json, inJson(json), url.password, form, percent, lowered(percent), ...base64, ...base64url];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Its digits may be small, too. */
const lowered = (percent: string): string => percent.replace(/%../g, (digits) => digits.toLowerCase());

/** What of its base64 does not hang on what stands around it, with so many bytes, modulo 3, in front of it. */
function pieceOf(text: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const [first, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  return bytes.toString('base64').slice(first, end);
}

/** Of a private key, say. */
const linesOf = (secret: string): readonly string[] => secret.split(/\r?\n/).filter(({ length }) => length >= LINE);

/** Of `smtp://user:password@host`; a / in the password is no URL's, but is met with. */
function passwordOf(secret: string): readonly string[] {
  const passwords = [/^[a-z][a-z\d+.-]*:\/\/[^:@/?#]*:([^/?#]*)@/i, /^[a-z][a-z\d+.-]*:\/\/[^:@/?#]*:(.*)@/is].flatMap(
    (within) => within.exec(secret)?.[1] ?? [],
  );
  return passwords.flatMap((password) => [password, decoded(password)]);
}

function decoded(percent: string): string {
  try {
    return decodeURIComponent(percent);
  } catch {
    return percent;
  }
}

/** Of a JSON object, as Secrets Manager keeps them: what is called a secret, and neither a host nor a user. */
function fieldsOf(secret: string): readonly string[] {
  if (!secret.trimStart().startsWith('{')) return [];
  try {
    const fields = Object.entries(JSON.parse(secret) as Readonly<Record<string, unknown>>);
    return fields.flatMap(([name, value]) => (SECRET.test(name) && typeof value === 'string' ? [value] : []));
  } catch {
    return [];
  }
}

const SECRET = /pass|pwd|secret|token|key|credential/i;
