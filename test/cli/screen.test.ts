import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Screen } from '../../src/cli/screen.ts';

/** A terminal of 20 columns and 5 rows that keeps what is written to it. */
function terminal(): { readonly stream: NodeJS.WriteStream; readonly take: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const take = () => {
    const taken = text;
    text = '';
    return taken;
  };
  return { stream: Object.assign(stream, { columns: 20, rows: 5 }) as unknown as NodeJS.WriteStream, take };
}

test('a frame is drawn over the one before, and the cursor comes back', () => {
  const { stream, take } = terminal();
  const screen = new Screen(stream);
  expect(take()).toBe('\x1b[?25l');
  screen.draw([{ text: 'one' }, { text: 'two', tone: 'dim' }]);
  expect(take()).toBe('one\x1b[K\n\x1b[2mtwo\x1b[0m\x1b[K\n\x1b[J');
  screen.draw([{ text: 'three' }]);
  expect(take()).toBe('\x1b[2A\rthree\x1b[K\n\x1b[J');
  screen.close();
  expect(take()).toBe('\x1b[?25h');
});

test('what is told meanwhile stays above the frame', () => {
  const { stream, take } = terminal();
  const screen = new Screen(stream);
  screen.draw([{ text: 'frame' }]);
  take();
  screen.above('told\n');
  expect(take()).toBe('\x1b[1A\r\x1b[Jtold\nframe\x1b[K\n\x1b[J');
  screen.close();
});

test('a frame never wraps and never scrolls', () => {
  const { stream, take } = terminal();
  const screen = new Screen(stream);
  take();
  screen.draw(Array.from({ length: 9 }, () => ({ text: '█'.repeat(50) })));
  expect(take()).toBe(`${`${'█'.repeat(18)}…\x1b[K\n`.repeat(4)}\x1b[J`);
  screen.close();
});

test.each([
  [{ columns: 0, rows: 0 }, `${'█'.repeat(50)}\x1b[K\n`],
  [{ columns: 1, rows: 3 }, '…\x1b[K\n'],
])('a terminal of %o is drawn as far as it can be', (size, line) => {
  const { stream, take } = terminal();
  Object.assign(stream, size);
  const screen = new Screen(stream);
  take();
  screen.draw([{ text: '█'.repeat(50) }, { text: '█'.repeat(50) }]);
  expect(take()).toBe(`${line.repeat(2)}\x1b[J`);
  screen.close();
});

test('a terminal that is resized is drawn anew', () => {
  const { stream, take } = terminal();
  const screen = new Screen(stream);
  screen.draw([{ text: 'a line that is longer than the terminal' }]);
  take();
  Object.assign(stream, { columns: 60, rows: 9 });
  stream.emit('resize');
  expect(take()).toBe('\x1b[2J\x1b[Ha line that is longer than the terminal\x1b[K\n\x1b[J');
  expect(screen.size).toEqual({ columns: 60, rows: 9 });
  screen.close();
  stream.emit('resize');
  expect(take()).toBe('\x1b[?25h');
});
