/** The fields of an object in JSON, whatever they hold. */
export type Fields = { readonly [field: string]: unknown };

/** The object that a text holds as JSON; one without fields where it holds none. */
export function fieldsIn(text: string): Fields {
  try {
    const json: unknown = JSON.parse(text);
    return isFields(json) ? json : {};
  } catch {
    return {};
  }
}

/** What a combined stream's frame is around; a message without one as it is. */
export const unframed = (message: Fields): Fields =>
  'stream' in message && isFields(message.data) ? message.data : message;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
