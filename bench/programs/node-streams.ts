/** usd-per-minute with Node's own streams: one Transform a step, one event an item. `node node-streams.ts LOG`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Event, Minutes, payloadOf, pricing, print, type Row } from './plain.ts';

const [, , path = ''] = process.argv;
const priced = pricing();
const minutes = new Minutes();

await pipeline(
  createInterface({ input: createReadStream(path) }),
  new Transform({
    objectMode: true,
    transform: (line: string, _encoding, done) => done(null, payloadOf(line)),
  }),
  new Transform({
    objectMode: true,
    transform: (payload, _encoding, done) => done(null, priced(payload) ?? undefined),
  }),
  new Transform({
    objectMode: true,
    transform(event: Event, _encoding, done) {
      for (const row of minutes.add(event)) this.push(row);
      done();
    },
    flush(done) {
      for (const row of minutes.end()) this.push(row);
      done();
    },
  }),
  new Writable({
    objectMode: true,
    write(row: Row, _encoding, done) {
      print(row);
      done();
    },
  }),
);
