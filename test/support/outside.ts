import type { Messages, Output, Sink, Writer } from '../../src/core/sink.ts';

/** A sink that keeps what it was given, and notes in `trace` what was done to it. */
export class Kept<T> implements Sink<T> {
  readonly kind = 'sink';
  readonly name: string;
  readonly written: Output<T>[] = [];
  readonly #trace: string[];

  constructor(name: string, trace: string[] = []) {
    this.name = name;
    this.#trace = trace;
  }

  async open(): Promise<Writer<T>> {
    this.#trace.push(`open ${this.name}`);
    return {
      write: (output) => this.write(output),
      close: async () => void this.#trace.push(`close ${this.name}`),
    };
  }

  async write(output: readonly Output<T>[]): Promise<void> {
    this.#trace.push(`write ${this.name}`);
    this.written.push(...output.map(({ id, value }) => ({ id, value })));
  }

  get ids(): string[] {
    return this.written.map(({ id }) => id);
  }
}

/** People who are told each event by its key, and remember with which id. */
export class Told implements Messages<{ readonly key: string }> {
  readonly kind = 'messages';
  readonly name: string;
  readonly heard: { readonly id: string; readonly body: string }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  compose(values: readonly { readonly key: string }[]): readonly string[] {
    return values.map(({ key }) => key);
  }

  async deliver(message: { readonly id: string; readonly body: string }): Promise<void> {
    this.heard.push({ id: message.id, body: message.body });
  }

  get bodies(): string[] {
    return this.heard.map(({ body }) => body);
  }

  get ids(): string[] {
    return this.heard.map(({ id }) => id);
  }
}
