import { appendFile, copyFile, mkdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { days } from '../../../src/core/time.ts';
import { type Backlog, type TailOptions, tail } from '../../../src/logs/tail/tail.ts';
import { testContext } from '../../support/context.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { itemsOf, openReader } from '../../support/reading.ts';
import { tailPerTest } from './tail-per-test.ts';

const { folder, at, path, open, resume, readItems, read, remove, warned } = tailPerTest();

describe('a tail', () => {
  test('reads the files that match, in folders that match, and none that are packed', async () => {
    for (const name of ['a1', 'a2', 'b1']) await mkdir(at(name));
    for (const name of ['a1/x.log', 'a2/x.log', 'a2/xy.log', 'a2/.x.log', 'b1/x.log', 'a1/z.log', 'a1/x.log.gz']) {
      await writeFile(at(name), `${name}\n`);
    }
    const reader = await open({}, 'a?/x*');
    expect((await read(reader)).sort()).toEqual(['a1/x.log', 'a2/x.log', 'a2/xy.log']);
    await reader.close();
  });

  test('reads the file first that was changed longest ago', async () => {
    for (const [name, second] of [
      ['app.log', 30],
      ['app.log.1', 20],
      ['app.log.2', 10],
    ] as const) {
      await writeFile(at(name), `${name}\n`);
      await utimes(at(name), second, second);
    }
    const reader = await open();
    expect(await read(reader)).toEqual(['app.log.2', 'app.log.1', 'app.log']);
    await reader.close();
  });

  test('begins behind the last whole line, if it is told to, also after a restart; later files at their start', async () => {
    await writeFile(path, '1\n2\n3');
    const reader = await open({ from: 'end' });
    const { items, position } = await reader.next(never);
    expect(items).toEqual([]);
    await reader.close();
    await appendFile(path, '3\n');
    await writeFile(at('app2.log'), '4\n');
    const again = await resume(position, { from: 'end' });
    expect((await read(again)).sort()).toEqual(['33', '4']);
    await again.close();
  });

  test('names a record the same in every reading, whatever other files there are, and in a copy of its file', async () => {
    const names = async (reader: Awaited<ReturnType<typeof open>>) => {
      const { items, bytes, nameOf } = await reader.next(never);
      await reader.close();
      return { bytes, names: items.map((_, i) => nameOf?.(i)) };
    };
    const lines = Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join('');
    await writeFile(path, lines);
    const first = await names(await open());
    expect(new Set(first.names).size).toBe(300);
    expect(first.bytes).toBe(lines.length);
    await writeFile(at('app2.log'), 'other\n');
    expect((await names(await open())).names).toEqual(first.names);
    await copyFile(path, at('app1.log'));
    await truncate(path);
    await utimes(at('app1.log'), 1, 1);
    expect((await names(await open())).names).toEqual(first.names);
  });

  test('cuts a line that is longer than the longest record, and tells a piece from what follows a torn line', async () => {
    const seen: [amid: boolean, text: string][] = [];
    const records: TailOptions['records'] = (lines, _atEnd, _offset, amid) =>
      lines.map((data) => {
        seen.push([amid, String(Buffer.from(data))]);
        return { lines: 1, data };
      });
    const options = { records, longest: 4, chunk: 3, refresh: 100, poll: 10 };
    await writeFile(path, 'abcdefghij\nk\nlm');
    const reader = await open(options);
    await read(reader, 50);
    await writeFile(at('app2.log'), '');
    await utimes(path, 1, 1);
    await read(reader, 2_000); // long enough that nobody finishes the last line any more
    await appendFile(path, 'n\n');
    expect(await read(reader, 50)).toEqual(['n']);
    expect(seen).toEqual([
      [false, 'abcd'],
      [true, 'efgh'],
      [true, 'ij'],
      [false, 'k'],
      [false, 'lm'],
      [false, 'n'],
    ]);
    await reader.close();
  });

  test('leaves what makes no record, and looks at it again only when the file has changed', async () => {
    const told: Backlog[] = [];
    const given: string[] = [];
    const records: TailOptions['records'] = (lines) => {
      given.push(lines.map((line) => String(Buffer.from(line))).join());
      const end = lines.findIndex((line) => line[0] === 0x23);
      return lines.slice(0, end === -1 ? lines.length : end).map((data) => ({ lines: 1, data }));
    };
    await writeFile(path, '1\n#\n2\n');
    await utimes(path, 1, 1);
    await writeFile(at('app2.log'), '');
    const reader = await open({ records, refresh: 100, poll: 10, watch: (backlog) => told.push(backlog) });
    expect(await read(reader, 5_000)).toEqual(['1']);
    expect(given).toEqual(['1,#,2', '#,2', '#,2']);
    expect(told.at(-1)).toEqual({ files: 0, bytes: 0 });
    await appendFile(path, '3\n');
    expect(await read(reader, 5_000)).toEqual([]);
    expect(given.length).toBeGreaterThan(3);
    expect(new Set(given.slice(3))).toEqual(new Set(['#,2,3']));
    await remove('app.log');
    expect(await read(reader, 5_000)).toEqual([]);
    expect(warned()).toEqual([]);
    await reader.close();
  });

  test('tells how far it is behind', async () => {
    const told: Backlog[] = [];
    await writeFile(path, '1\n2\n3\n');
    await writeFile(at('app2.log'), '45\n');
    const reader = await open({ watch: (backlog) => told.push(backlog), chunk: 4 });
    await read(reader, 50);
    expect([told[0], told[1], told.at(-1)]).toEqual([
      { files: 2, bytes: 5 },
      { files: 1, bytes: 3 },
      { files: 0, bytes: 0 },
    ]);
    await reader.close();
  });

  test('begins behind the last record that is whole, wherever in the file that is', async () => {
    const records: TailOptions['records'] = (lines, atEnd) => {
      const starts = lines.flatMap((line, i) => (line[0] === 0x23 || i === 0 ? [i] : []));
      const ends = [...starts.slice(1), ...(atEnd ? [lines.length] : [])];
      return ends.map((end, i) => ({
        lines: end - (starts[i] ?? 0),
        data: Buffer.concat(lines.slice(starts[i], end)),
      }));
    };
    for (const before of ['', '#0', ...['#1\n2\n', '#1\n'.repeat(50), `#1\n${'1\n'.repeat(100)}`]]) {
      await writeFile(path, `${before}\n#3\n4\n5`);
      const reader = await open({ records, from: 'end', chunk: 16, longest: 500 });
      expect(await read(reader)).toEqual([]);
      await appendFile(path, '5\n#');
      expect(await read(reader)).toEqual([]);
      await appendFile(path, '6\n');
      expect(await read(reader)).toEqual(['#3455']);
      await reader.close();
    }
    await writeFile(path, '1'.repeat(600));
    const reader = await open({ records, from: 'end', chunk: 16, longest: 500 });
    await appendFile(path, '2\n#\n#\n');
    expect(await read(reader)).toEqual(['2', '#']);
    await reader.close();
  });

  test('makes records as it is told, and no others of them when they are read in other pieces', async () => {
    const paragraphs: TailOptions['records'] = (lines, atEnd) => {
      const starts = lines.flatMap((line, i) => (i === 0 || line[0] !== 32 ? [i] : []));
      const ends = [...starts.slice(1), ...(atEnd ? [lines.length] : [])];
      return ends.map((end, i) => ({
        lines: end - (starts[i] ?? 0),
        data: Buffer.concat(lines.slice(starts[i], end)),
      }));
    };
    await writeFile(path, 'a\n b\n c\nd\n e\nf\n');
    for (const chunk of [1, 7, 1000]) {
      const reader = await open({ chunk, records: paragraphs });
      const items = await readItems(reader);
      expect(items.map(({ text }) => text)).toEqual(['a b c', 'd e']);
      await reader.close();
      const again = await resume(items[0]?.position, { chunk, records: paragraphs });
      expect(await readItems(again)).toEqual(items.slice(1));
      await again.close();
    }
  });

  test('holds only so many files open, and reads all', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `app${i}.log`);
    for (const name of names) await writeFile(at(name), `${name}\n`);
    const reader = await open({ handles: 3 });
    expect((await read(reader)).sort()).toEqual(names);
    if (heldIsSeen) expect(await heldUnder(folder)).toBe(3);
    for (const name of names) await appendFile(at(name), `${name} again\n`);
    expect(await read(reader)).toHaveLength(9);
    await reader.close();
  });

  test('forgets what was read and not changed for long, and passes over it', async () => {
    await writeFile(path, '1\n');
    await utimes(path, 1000, 1000);
    const context = testContext({ clock: new ManualClock(days(8)) });
    const source = tail(at('app*.log'));
    const reader = await openReader(source, context);
    const [item] = itemsOf(await reader.next(never));
    await writeFile(at('app2.log'), '2\n');
    await utimes(at('app2.log'), days(8) / 1000, days(8) / 1000);
    await reader.close();
    const again = await openReader(source, context, item?.position);
    const [two] = itemsOf(await again.next(never));
    expect(two?.text).toBe('2');
    expect(two?.position.split(',')).toHaveLength(1);
    await again.close();
  });

  test('refuses more files than it may know, and options that cannot be right', async () => {
    for (const name of ['app1.log', 'app2.log', 'app3.log']) await writeFile(at(name), '1\n');
    await expect(open({ files: 2 })).rejects.toThrow('3 files are known of');
    if (heldIsSeen) expect(await heldUnder(folder)).toBe(0);
    expect(() => tail('app.log', { poll: 0 })).toThrow('poll is 0; it must be a time span above 0');
    expect(() => tail('app.log', { handles: 0.5 })).toThrow('handles is 0.5');
    expect(() => tail('/var/log/')).toThrow('name files');
    await expect(resume('g.1:5')).rejects.toThrow('none of files that are tailed');
    expect(warned()).toEqual([]);
  });

  test('begins at 0 in a file that is shorter, or other, than what was read', async () => {
    for (const text of ['9\n', '1\n3\n4\n5\n']) {
      await writeFile(path, '1\n2\n');
      const reader = await open();
      expect(await read(reader)).toEqual(['1', '2']);
      await writeFile(path, text);
      expect((await read(reader)).join('\n')).toBe(text.trimEnd());
      await reader.close();
    }
    expect(warned()).toHaveLength(2);
  });
});
