/** usd-per-minute with Effect's Stream: one event an item. `node effect.ts LOG`. */
import { createReadStream } from 'node:fs';
import { Effect, Stream } from 'effect';
import { type Event, Minutes, payloadOf, pricing, print } from './plain.ts';

const [, , path = ''] = process.argv;

const rows = Stream.fromAsyncIterable(createReadStream(path), (thrown) => thrown).pipe(
  Stream.decodeText(),
  Stream.splitLines, // in half the time of readline, which gives Effect one line at a time
  Stream.map(payloadOf),
  Stream.map(pricing()),
  Stream.filter((event): event is Event => event !== null),
  Stream.mapAccum(
    () => new Minutes(),
    (minutes, event) => [minutes, minutes.add(event)],
    { onHalt: (minutes) => minutes.end() },
  ),
);
await Effect.runPromise(Stream.runForEach(rows, (row) => Effect.sync(() => print(row))));
