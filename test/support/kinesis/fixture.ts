import { afterAll, afterEach, beforeAll } from 'vitest';
import { emulator } from './emulator.ts';
import type { Emulator } from './front.ts';
import { TestStream } from './streams.ts';

export interface Fixture {
  readonly service: Emulator;
  /** A new stream. */
  stream(shards?: number): Promise<TestStream>;
}

/** An emulator for all tests of a file; what meddles is gone after each test. */
export function kinesisFixture(): Fixture {
  let running: Emulator | undefined;
  let made = 0;
  const service = (): Emulator => {
    if (!running) throw new Error('the emulator runs in tests only');
    return running;
  };
  beforeAll(async () => {
    running = await emulator();
  });
  afterAll(() => running?.[Symbol.asyncDispose]());
  afterEach(() => running?.meddle());
  return {
    get service() {
      return service();
    },
    stream: async (shards = 1) => {
      const name = `stream-${made++}`;
      await service().create(name, shards);
      return new TestStream(service(), name, shards);
    },
  };
}
