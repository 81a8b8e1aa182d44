/** What a connection is subscribed to, and whether each event comes beside its stream's name. */
export interface Subscriptions {
  streams: ReadonlySet<string>;
  combined: boolean;
}

/** Most streams of one connection. */
export const STREAMS_MAX = 1_024;

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
type Method = (typeof METHODS)[number];
type Fields = { readonly [field: string]: unknown };

class Invalid extends Error {
  readonly code: number;
  constructor(message: string, code = 2) {
    super(code === 2 ? `Invalid request: ${message}` : message);
    this.code = code;
  }
}

/** Does what a client asks for in a message, and answers as Binance does. */
export function answerTo(text: string, client: Subscriptions): string {
  let id: unknown;
  try {
    const request = parse(text);
    id = idOf(request, text);
    return JSON.stringify({ result: obey(methodOf(request, text), request.params, client), id });
  } catch (thrown) {
    if (!(thrown instanceof Invalid)) throw thrown;
    return JSON.stringify({ error: { code: thrown.code, msg: thrown.message }, id });
  }
}

function obey(method: Method, params: unknown, client: Subscriptions): unknown {
  if (method === 'SET_PROPERTY') return setProperty(params, client);
  if (method === 'GET_PROPERTY') {
    const [name] = property(params, 1);
    if (name === 'combined') return client.combined;
    throw new Invalid('Unknown property', 0);
  }
  if (method === 'LIST_SUBSCRIPTIONS') {
    if (Array.isArray(params) && params.length > 0) throw new Invalid('too many parameters');
    return [...client.streams];
  }
  const named = new Set(namesIn(params));
  const streams = method === 'SUBSCRIBE' ? client.streams.union(named) : client.streams.difference(named);
  if (streams.size > STREAMS_MAX) throw new Invalid(`too many streams, at most ${STREAMS_MAX} on a connection`);
  client.streams = streams;
  return null;
}

function setProperty(params: unknown, client: Subscriptions): null {
  const [name, value] = property(params, 2);
  if (name !== 'combined') throw new Invalid('Unknown property', 0);
  if (typeof value !== 'boolean') throw new Invalid('Invalid value type: expected Boolean', 1);
  client.combined = value;
  return null;
}

function property(params: unknown, most: number): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(params) ? params : [];
  if (typeof given[0] !== 'string') throw new Invalid('property name must be a string');
  if (given.length > most) throw new Invalid('too many parameters');
  return given;
}

function namesIn(params: unknown): readonly string[] {
  if (!Array.isArray(params)) throw new Invalid('missing field `params`');
  const names: readonly unknown[] = params;
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) return names as string[];
  throw new Invalid('stream names must be strings, and one at least');
}

function methodOf({ method }: Fields, text: string): Method {
  const known = METHODS.find((name) => name === method);
  if (known) return known;
  if (method === undefined) throw new Invalid(`missing field \`method\` at line 1 column ${text.length}`);
  const wanted = METHODS.map((name) => `\`${name}\``).join(', ');
  const column = text.indexOf(JSON.stringify(method)) + JSON.stringify(method).length;
  throw new Invalid(`unknown variant \`${method}\`, expected one of ${wanted} at line 1 column ${column}`);
}

/** A whole number, up to 36 letters and digits, or null. */
function idOf({ id }: Fields, text: string): unknown {
  const legal = id === null || (typeof id === 'string' && /^[A-Za-z0-9]{1,36}$/.test(id)) || Number.isSafeInteger(id);
  if (legal) return id;
  // A client that is answered without its id cannot tell which request failed: so it is on the real exchange.
  throw new Invalid(text.trim().startsWith('{') ? 'request ID must be an unsigned integer' : 'expected an object');
}

function parse(text: string): Fields {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Invalid('Invalid JSON: expected value at line 1 column 1', 3);
  }
  return typeof json === 'object' && json !== null ? (json as Fields) : {};
}
