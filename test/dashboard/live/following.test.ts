/** The law of a stream, by random changes, troubles and connections, over responses that take what they are told to. */
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { silent } from '../../../src/core/silent.ts';
import { Topics } from '../../../src/dashboard/live/topics.ts';
import { Seen, TestSource } from '../../support/live.ts';
import { ManualClock, turn } from '../../support/manual-clock.ts';

/** One connection: it takes what is written, or holds it. */
class Connection extends Writable {
  readonly #seen: Seen;
  #held: (() => void) | undefined;
  stalled = false;

  constructor(seen: Seen) {
    super({ highWaterMark: 100 });
    this.#seen = seen;
  }

  override _write(bytes: Buffer, _: string, done: () => void): void {
    const take = () => {
      if (!this.destroyed) this.#seen.take(bytes);
      done();
    };
    if (this.stalled) this.#held = take;
    else take();
  }

  go(): void {
    this.stalled = false;
    this.#held?.();
    this.#held = undefined;
  }
}

const who = fc.nat(2);
const document = fc.record({
  rows: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(9)),
  list: fc.array(fc.nat(3)),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: fc.constant('set' as const), document }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('advance' as const), span: fc.nat(2_000) }) },
  fc.record({ step: fc.constantFrom('drop' as const, 'stall' as const, 'go' as const), who }),
  fc.record({ step: fc.constant('join' as const), who, resumes: fc.boolean() }),
  fc.record({ step: fc.constantFrom('fail' as const, 'heal' as const) }),
);

test('after any changes, drops, stalls and troubles each who follows has the document', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new ManualClock();
      let epochs = 0;
      const topics = new Topics({ clock, logger: silent }, () => `epoch${epochs++}`);
      const source = new TestSource();
      const stays = 'x'.repeat(300);
      const followers = [0, 1, 2].map(() => ({ seen: new Seen(), at: undefined as Connection | undefined }));
      const join = (follower: (typeof followers)[number], resumes: boolean) => {
        follower.at?.destroy();
        // A page that is loaded anew has nothing.
        if (!resumes) follower.seen = new Seen();
        const connection = new Connection(follower.seen);
        follower.at = connection;
        topics.follow(
          'd',
          () => source,
          () => connection,
          follower.seen.lastEventId,
        );
      };
      for (const it of steps) {
        const follower = 'who' in it ? followers[it.who] : undefined;
        if (it.step === 'set') source.set({ ...it.document, stays });
        if (it.step === 'advance') await clock.advance(it.span);
        if (it.step === 'fail') source.readFails = source.changesFail = new WorldError('away');
        if (it.step === 'heal') source.readFails = source.changesFail = undefined;
        if (it.step === 'fail') source.tell();
        if (it.step === 'join' && follower) join(follower, it.resumes);
        if (it.step === 'drop') follower?.at?.destroy();
        if (it.step === 'go') follower?.at?.go();
        if (it.step === 'stall' && follower?.at) follower.at.stalled = true;
        await turn();
        // One frame beside the first line of a stream.
        for (const { at } of followers) expect(at?.writableLength ?? 0).toBeLessThan(700);
      }
      source.readFails = source.changesFail = undefined;
      for (const follower of followers) {
        follower.at?.go();
        if (!follower.at || follower.at.destroyed) join(follower, true);
      }
      for (let i = 0; i < 10; i++) await clock.advance(500);
      for (const { seen } of followers) expect(seen.document).toEqual(source.document);
      expect(followers.map(({ seen }) => seen.times.at(-1)?.trouble)).toEqual([undefined, undefined, undefined]);
      await topics.close();
      await turn();
      expect([topics.size, topics.streams, source.listeners, clock.untilNext]).toEqual([0, 0, 0, undefined]);
    }),
    { numRuns: 200 },
  );
});
