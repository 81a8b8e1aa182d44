/** A document as it was sent: all of it, or what has changed. Its number is how often the document had changed. */
export interface Frame {
  readonly number: number;
  readonly bytes: Buffer;
}

/** An event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). JSON is always one line. */
export function eventOf(event: 'document' | 'patch' | 'time', json: string, id?: string): Buffer {
  return Buffer.from(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`);
}
