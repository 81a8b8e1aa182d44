/** usd-per-minute with @most/core: one event an item. `node most.ts LOG`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { continueWith, filter, map, newStream, now, runEffects, tap } from '@most/core';
import { currentTime, newDefaultScheduler } from '@most/scheduler';
import type { Stream } from '@most/types';
import { type Event, Minutes, payloadOf, pricing, print, type Row } from './plain.ts';

const [, , path = ''] = process.argv;
const minutes = new Minutes();

const lines: Stream<string> = newStream((sink, scheduler) => {
  const reading = createInterface({ input: createReadStream(path) });
  reading.on('line', (line) => sink.event(currentTime(scheduler), line));
  reading.on('close', () => sink.end(currentTime(scheduler)));
  return { dispose: () => reading.close() };
});
const events = filter((event): event is Event => event !== null, map(pricing(), map(payloadOf, lines)));
const closed = map((event) => minutes.add(event), events);
const rows = continueWith(() => now(minutes.end()), closed);
await runEffects(
  tap((some: readonly Row[]) => some.forEach(print), rows),
  newDefaultScheduler(),
);
