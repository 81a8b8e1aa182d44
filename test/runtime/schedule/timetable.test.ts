/**
 * Goal: a schedule is due when Jenkins would start its job, in UTC and in zones that put their clocks forward and back.
 * Method: numbers that Jenkins draws for three names; and for any schedule a matcher that knows no library, which looks
 * at each minute of the way to the next time.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iso, minutes } from '../../../src/core/time.ts';
import { crontab } from '../../../src/runtime/schedule/crontab.ts';
import { slipsIn } from '../../../src/runtime/schedule/slips.ts';
import { timetable } from '../../../src/runtime/schedule/timetable.ts';

/** The values of the only line's fields, as a text, `*` where they are all. */
const valuesOf = (schedule: string, job = 'job') => crontab(schedule, job).lines.map(({ values }) => values);
/** The next times, without what is the same in all. */
const dueOf = (schedule: string, after: string, n: number, timezone?: string) => {
  const table = timetable(schedule, { job: 'job', timezone });
  const times: string[] = [];
  for (let at: number | undefined = Date.parse(after); times.length < n; ) {
    at = table.next(at);
    if (at === undefined) break;
    times.push(iso(at).replace(/:00\.000Z$/, 'Z'));
  }
  return times;
};

describe('H is told by the name of the job, as Jenkins tells it', () => {
  test.each([
    ['get current Bitcoin price', [14, 8], [4, 9, 14], [14, 29, 44, 59], [4, 14, 24]],
    ['test', [43, 8], [3, 8, 13], [13, 28, 43, 58], [3, 13, 23]],
    ['price-cache', [48, 22], [3, 8, 13], [3, 18, 33, 48], [8, 18, 28]],
  ])('%s', (job, [minute, hour], fifths, quarters, ranged) => {
    expect(valuesOf('H H * * *', job)[0]?.slice(0, 2)).toEqual([[minute], [hour]]);
    expect(valuesOf('H/5 * * * *', job)[0]?.[0]).toEqual(
      Array.from({ length: 12 }, (_, i) => (fifths[0] ?? 0) + 5 * i),
    );
    expect(valuesOf('H/15 * * * *', job)[0]?.[0]).toEqual(quarters);
    expect(valuesOf('H(0-29)/10 * * * *', job)[0]?.[0]).toEqual(ranged);
  });

  test('its numbers are drawn in the order of the fields, and go on from line to line', () => {
    const [one, other] = valuesOf('H H * * *\nH H * * *');
    expect(one).not.toEqual(other);
    expect(valuesOf('H H * * *')).toEqual([one]);
    expect(valuesOf('H * * * *')[0]?.[0]).toEqual(one?.[0]);
    expect(valuesOf('0 H * * *')[0]?.[1], 'the first that is drawn').not.toEqual(one?.[1]);
  });

  test('it stays within its field and its range', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), fc.nat(20), (job, low, more) => {
        const [[minute, hour, day, month, weekday] = []] = valuesOf('H H H H H', job);
        for (const [[value = -1] = [], least, most] of [
          [minute, 0, 59],
          [hour, 0, 23],
          [day, 1, 28],
          [month, 1, 12],
          [weekday, 0, 6],
        ] as const) {
          expect(value).toBeGreaterThanOrEqual(least);
          expect(value).toBeLessThanOrEqual(most);
        }
        const [[[ranged = -1] = []] = []] = valuesOf(`H(${low}-${low + more}) * * * *`, job);
        expect(ranged).toBeGreaterThanOrEqual(low);
        expect(ranged).toBeLessThanOrEqual(low + more);
      }),
    );
  });

  test.each([
    ['@hourly', 'H * * * *'],
    ['@daily', 'H H * * *'],
    ['@midnight', 'H H(0-2) * * *'],
    ['@weekly', 'H H * * H'],
    ['@monthly', 'H H H * *'],
    ['@yearly', 'H H H H *'],
    ['@annually', 'H H H H *'],
  ])('%s is %s', (alias, line) => expect(valuesOf(alias)).toEqual(valuesOf(line)));

  test('a step of 1 behind it is one value, as in Jenkins', () => {
    expect(valuesOf('H/1 * * * *')).toEqual(valuesOf('H * * * *'));
  });
});

describe('a time is due', () => {
  test('behind the one that is asked about, and not at it', () => {
    expect(dueOf('0 * * * *', '2024-08-08T09:59:59.999Z', 2)).toEqual(['2024-08-08T10:00Z', '2024-08-08T11:00Z']);
    expect(dueOf('0 * * * *', '2024-08-08T10:00:00.000Z', 1)).toEqual(['2024-08-08T11:00Z']);
    expect(dueOf('0 * * * *', '2024-08-08T10:00:00.001Z', 1)).toEqual(['2024-08-08T11:00Z']);
  });

  test('where the day of the month and the day of the week both match, unlike elsewhere', () => {
    expect(dueOf('0 0 13 * 5', '2024-01-01T00:00Z', 2)).toEqual(['2024-09-13T00:00Z', '2024-12-13T00:00Z']);
  });

  test('on Sundays by 0 and by 7', () => {
    expect(dueOf('0 0 * * 7', '2024-08-08T00:00Z', 2)).toEqual(['2024-08-11T00:00Z', '2024-08-18T00:00Z']);
    expect(valuesOf('0 0 * * 0')).toEqual(valuesOf('0 0 * * 7'));
    expect(valuesOf('0 0 * * 5-7')[0]?.[4]).toEqual([0, 5, 6]);
  });

  test('when any of several lines says so, once; comments, blank lines and tabs are no lines', () => {
    const text = '# each morning\n\n0 8 * * *\r\n  30\t8 * * 1-5  \n0 8 * * 4\n';
    expect(dueOf(text, '2024-08-08T00:00Z', 4)).toEqual([
      ...['2024-08-08T08:00Z', '2024-08-08T08:30Z'],
      ...['2024-08-09T08:00Z', '2024-08-09T08:30Z'],
    ]);
  });

  test('by the zone of the first line, or of the option, or else by UTC', () => {
    const at = '2024-08-08T00:00Z';
    expect(dueOf('0 8 * * *', at, 1)).toEqual(['2024-08-08T08:00Z']);
    expect(dueOf('TZ=Europe/Budapest\n0 8 * * *', at, 1)).toEqual(['2024-08-08T06:00Z']);
    expect(dueOf('0 8 * * *', at, 1, 'Europe/Budapest')).toEqual(['2024-08-08T06:00Z']);
    expect(dueOf('TZ=Europe/Budapest\n0 8 * * *', at, 1, 'Europe/Budapest')).toEqual(['2024-08-08T06:00Z']);
  });
});

describe('where clocks are put forward', () => {
  const at = (schedule: string, n: number) => dueOf(schedule, '2024-03-30T12:00Z', n, 'Europe/Budapest');

  test('a time of one minute and one hour that does not exist is due at the first moment behind the gap', () => {
    expect(at('30 2 * * *', 2)).toEqual(['2024-03-31T01:00Z', '2024-04-01T00:30Z']);
  });

  test('of any other line it is not due', () => {
    expect(at('*/30 1,2,3 31 * *', 5)).toEqual([
      ...['2024-03-31T00:00Z', '2024-03-31T00:30Z', '2024-03-31T01:00Z', '2024-03-31T01:30Z'],
      '2024-05-30T23:00Z',
    ]);
  });
});

describe('where clocks are put back', () => {
  const at = (schedule: string, n: number) => dueOf(schedule, '2024-10-26T22:30Z', n, 'Europe/Budapest');

  test('a time of one minute and one hour that exists twice is due the first time only', () => {
    expect(at('30 2 * * *', 2)).toEqual(['2024-10-27T00:30Z', '2024-10-28T01:30Z']);
  });

  test('of any other line it is due twice', () => {
    expect(at('0 * * * *', 4)).toEqual([
      ...['2024-10-26T23:00Z', '2024-10-27T00:00Z'],
      ...['2024-10-27T01:00Z', '2024-10-27T02:00Z'],
    ]);
  });
});

/** A field with the values that it stands for, told without the parser. */
const fieldIn = (least: number, most: number): fc.Arbitrary<readonly [string, ReadonlySet<number>]> => {
  const range = (a: number, b: number, step: number) =>
    Array.from({ length: most - least + 1 }, (_, i) => least + i).filter(
      (n) => n >= a && n <= b && (n - a) % step === 0,
    );
  const value = fc.integer({ min: least, max: most });
  const term = fc.oneof(
    value.map((n) => [`${n}`, [n]] as const),
    fc.tuple(value, value).map(([a, b]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return [`${low}-${high}`, range(low, high, 1)] as const;
    }),
    fc.integer({ min: 1, max: most - least + 1 }).map((step) => [`*/${step}`, range(least, most, step)] as const),
  );
  const all = fc.constant(['*', new Set(range(least, most, 1))] as const);
  const list = fc
    .array(term, { minLength: 1, maxLength: 3 })
    .map((terms) => [terms.map(([text]) => text).join(','), new Set(terms.flatMap(([, values]) => values))] as const);
  return fc.oneof(all, list);
};

/** Fields that are sparse enough to be wrong about, and dense enough for a time within weeks. */
const spec = fc.tuple(fieldIn(0, 59), fieldIn(0, 23), fieldIn(1, 31), fieldIn(0, 6));

/** What the wall shows in a zone, by the runtime's own calendar. */
const wall = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', weekday: 'short' },
    ...{ day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  return (at: number) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part.weekday ?? '');
    return [Number(part.minute), Number(part.hour), Number(part.day), weekday] as const;
  };
};

test.each(['UTC', 'Asia/Kolkata'])('the next time of any schedule is the first minute that matches, in %s', (zone) => {
  const shown = wall(zone);
  const start = Date.UTC(2023, 0, 1);
  fc.assert(
    fc.property(spec, fc.nat(2 * 365 * 24 * 60), fc.nat(59_999), ([minute, hour, day, weekday], at, odd) => {
      const text = [minute[0], hour[0], day[0], '*', weekday[0]].join(' ');
      const after = start + minutes(at) + odd;
      const next = timetable(text, { job: 'job', timezone: zone }).next(after) ?? Number.NaN;
      const matches = (time: number) => {
        const [m, h, d, w] = shown(time);
        return minute[1].has(m) && hour[1].has(h) && day[1].has(d) && weekday[1].has(w);
      };
      expect(next).toBeGreaterThan(after);
      expect(next % minutes(1)).toBe(0);
      expect(matches(next), iso(next)).toBe(true);
      // Half a day of the minutes before it, or all of them.
      const first = Math.max(Math.floor(after / minutes(1)) * minutes(1) + minutes(1), next - minutes(720));
      for (let time = first; time < next; time += minutes(1)) expect(matches(time), iso(time)).toBe(false);
    }),
    { numRuns: 40 },
  );
});

describe('what cannot be right is refused, and what was wanted is told', () => {
  test.each([
    ['', /no line that says when/],
    ['# nothing\n\n', /no line that says when/],
    ['0 * * *', /4 fields\. Wanted: five, minute, hour, day of the month, month, day of the week/],
    ['0 0 0 * * *', /6 fields/],
    ['60 * * * *', /the minute is "60"\. Wanted: 0 to 59/],
    ['0 24 * * *', /the hour is "24"\. Wanted: 0 to 23/],
    ['0 0 0 * *', /the day of the month is "0"\. Wanted: 1 to 31/],
    ['0 0 * 13 *', /the month is "13"\. Wanted: 1 to 12/],
    ['0 0 * * 8', /the day of the week is "8"\. Wanted: 0 to 7/],
    ['0 0 * * MON', /the day of the week is "MON"\. Wanted: .*names are not known/],
    ['30-10 * * * *', /the minute is "30-10"\. Wanted: the smaller number first, such as 10-30/],
    ['5/15 * * * *', /the minute is "5\/15"\. Wanted: a range: 5-59\/15/],
    ['*/0 * * * *', /the minute is "\*\/0"\. Wanted: a step of 1 to 60/],
    ['*/90 * * * *', /the minute is "\*\/90"\. Wanted: a step of 1 to 60/],
    ['H(0-9)/11 * * * *', /the minute is "H\(0-9\)\/11"\. Wanted: a step of 1 to 10/],
    ['h * * * *', /the minute is "h"/],
    ['1,,2 * * * *', /the minute is ""/],
    ['@reboot', /in "@reboot" stands an unknown word. Wanted: @hourly, @daily/],
    ['0 0 30 2 *', /"0 0 30 2 \*" names a day that no month has/],
    ['0 8 * * *\n0 0 31 4,6 *', /"0 0 31 4,6 \*" names a day/],
    ['TZ=Europe/Pest\n0 8 * * *', /time zone of job is "Europe\/Pest", which is not known\. Wanted: such as/],
    ['0 8 * * *\nTZ=UTC', /time zone stands where only the first line may/],
    [`0 8 * * *${'\n# more'.repeat(200)}`, /201 lines, of 100/],
  ])('%j', (schedule, why) => {
    const asked = () => timetable(schedule, { job: 'job' });
    expect(asked).toThrow(why);
    expect(asked).toThrow(expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(/\bjob\b/) }));
  });

  test('two time zones that differ', () => {
    const asked = () => timetable('TZ=UTC\n0 8 * * *', { job: 'job', timezone: 'Europe/Budapest' });
    expect(asked).toThrow(/says TZ=UTC, and its timezone is Europe\/Budapest: leave one of them out/);
  });
});

test('a line that is due each minute of an hour is a slip, and each minute of all is none', () => {
  expect(slipsIn('* 0 * * *', 'job')).toEqual([expect.stringMatching(/each minute of the hour.*be "H 0 \* \* \*"/)]);
  expect(slipsIn('*/1 * 1 * *', 'job')).toEqual([expect.stringMatching(/each minute of the day of the month/)]);
  for (const meant of ['* * * * *', '0 0 * * *', '*/5 0 * * *', '@daily']) expect(slipsIn(meant, 'job')).toEqual([]);
});
