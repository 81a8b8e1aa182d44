import { describe, expect, test } from 'vitest';
import { never } from '../../src/core/never.ts';
import { itemsOf, openReader, take } from '../support/reading.ts';
import { filledWith, idle, type MakeSource } from './source-harness.ts';

/** What every source must do when somebody stops it amid a read. */
export function describeInterruptions(name: string, make: MakeSource): void {
  const filled = async (n: number) => filledWith(n, await make());

  describe(`${name}, interrupted`, () => {
    test('by an abort while a request is under way, loses nothing and reads on no more', async ({ skip }) => {
      await using log = await filled(30);
      if (!log.stall) return skip('no request can be kept back here');
      const before = (await log.held?.()) ?? 0;
      const reader = await openReader(log.source, log.context);
      const seen = await take(reader, 1);
      const release = log.stall();
      const stop = new AbortController();
      const asked = log.asked();
      const waiting = reader.next(stop.signal).then(itemsOf, (thrown: unknown) => thrown);
      await idle();
      expect(log.asked(), 'a request is under way').toBeGreaterThan(asked);
      stop.abort(new Error('enough'));
      release();
      const outcome = await waiting;
      if (Array.isArray(outcome)) seen.push(...outcome);
      else expect(outcome).toEqual(new Error('enough'));
      await expect(reader.next(stop.signal)).rejects.toThrow('enough');
      await reader.close();
      expect((await log.held?.()) ?? 0).toBe(before);
      const resumed = await openReader(log.source, log.context, seen.at(-1)?.position);
      seen.push(...(await take(resumed, 30 - seen.length)));
      expect(seen.map(({ text }) => text)).toEqual(log.texts);
      await resumed.close();
    });

    test('by an abort before it asks, asks for nothing', async () => {
      await using log = await filled(3);
      const reader = await openReader(log.source, log.context);
      const asked = log.asked();
      await expect(reader.next(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
      await idle();
      expect(log.asked()).toBe(asked);
      expect((await take(reader, 3)).map(({ text }) => text)).toEqual(log.texts);
      await reader.close();
    });

    test.each(['while it waits for records', 'while a request is under way'])(
      'by being closed %s, ends its read and lets go of everything',
      async (when) => {
        await using log = await filled(3);
        const before = await log.held?.();
        const reader = await openReader(log.source, log.context);
        const seen = await take(reader, when === 'while it waits for records' ? 3 : 1);
        const release = when === 'while it waits for records' ? undefined : log.stall?.();
        const waiting = reader.next(never).then(itemsOf, () => []);
        await idle();
        const closed = reader.close();
        release?.();
        await closed;
        seen.push(...(await waiting));
        expect(
          seen.map(({ text }) => text),
          'what it still gives follows on what it gave',
        ).toEqual(log.texts.slice(0, seen.length));
        const asked = log.asked();
        await log.append(['{"n":"later"}']);
        await idle();
        expect(log.asked(), 'nobody goes on asking').toBe(asked);
        expect(await log.held?.()).toBe(before);
      },
    );

    test('by being closed, gives nothing any more', async () => {
      await using log = await filled(3);
      const reader = await openReader(log.source, log.context);
      await take(reader, 1);
      await reader.close();
      const asked = log.asked();
      await expect(reader.next(never)).rejects.toThrow();
      expect(log.asked()).toBe(asked);
    });
  });
}
