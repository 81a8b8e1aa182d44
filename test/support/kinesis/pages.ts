import fc from 'fast-check';

const text = (value: unknown): string => JSON.stringify(value);
const digits = (min: number, max: number) =>
  fc.array(fc.nat(9), { minLength: min, maxLength: max }).map((all) => all.join('').replace(/^0+(?=.)/, ''));
const base64 = fc
  .oneof({ weight: 5, arbitrary: fc.uint8Array({ maxLength: 12 }) }, fc.uint8Array({ maxLength: 400 }))
  .map((bytes) => text(Buffer.from(bytes).toString('base64')));
const word = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', 'BTCUSDT', 'é', '日本', '𝄞', '}]', ',"Data":'));
/** Without what JSON writes as an escape. */
const plainWord = word.map((one) => one.replace(/["\\\p{Cc}\p{Cs}]/gu, '_'));

/** Seconds in the ways that they are written. */
const seconds = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom('plain', 'scientific', 'capital', 'signed'))
  .map(([ms, way]) => {
    if (way === 'plain') return String(ms / 1_000);
    const [significand = '', power] = (ms / 1_000).toExponential().split('e');
    const sign = Number(power) < 0 || way === 'signed' ? (power?.[0] ?? '') : '';
    return significand + (way === 'capital' ? 'E' : 'e') + sign + String(power).slice(1);
  });

type Field = readonly [name: string, value: string];
const field = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Field> => value.map((one) => [name, one]);
const blank = fc.oneof({ weight: 8, arbitrary: fc.constant('') }, fc.constantFrom(' ', '\n', '\t', '\r\n  '));

/** The fields in any order, with white space wherever it may be. */
const object = (fields: readonly fc.Arbitrary<Field>[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.tuple(...fields), fc.infiniteStream(blank), fc.infiniteStream(fc.nat(fields.length)))
    .map(([all, blanks, places]) => {
      const ordered = all.toSorted(() => (places.next().value % 2) - 0.5);
      const _ = () => blanks.next().value;
      return `{${_()}${ordered.map(([name, value]) => `${text(name)}${_()}:${_()}${value}${_()}`).join(`,${_()}`)}}`;
    });

const list = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(of, { maxLength: 4 }).map((all) => `[${all.join(' ,')}]`);

const usual = {
  Data: base64,
  PartitionKey: plainWord.map(text),
  SequenceNumber: digits(1, 56).map(text),
  ApproximateArrivalTimestamp: seconds,
};
const fieldsOf = (values: { readonly [name: string]: fc.Arbitrary<string> }) =>
  Object.entries(values).map(([name, value]) => field(name, value));

const record = fc.oneof(
  object(fieldsOf(usual)),
  object(fieldsOf({ ...usual, EncryptionType: fc.constantFrom('"NONE"', '"KMS"') })),
);
const top = {
  NextShardIterator: fc.oneof(fc.constant('null'), digits(1, 200).map(text)),
  MillisBehindLatest: fc.oneof(fc.constant('null'), fc.nat().map(String)),
};

/** Pages as services write them. */
export const usualPage = fc.oneof(
  object(fieldsOf({ ...top, Records: list(record) })),
  object(fieldsOf({ ...top, Records: list(record), ChildShards: fc.constant('null') })),
);

/** Values that a field never has, or seldom, as they stand in JSON or would. */
export const ODD: readonly string[] = [
  ...[
    'null',
    'nul',
    'true',
    '[]',
    '[null]',
    '{}',
    '',
    '""',
    '0',
    '-0',
    '-1',
    '+1',
    '01',
    '1.',
    '.5',
    '1.5',
    '0.0',
    'NaN',
  ],
  ...['1e', '1e400', '0e400', '1E+2', '1e-9', '15e-1', '1500e-1', '1e15', '1e16', '123456789012345e9', '0.0000001'],
  ...[
    '999999999999999',
    '9007199254740993',
    '123456789012345678',
    '5123456789012.3',
    '1796070578.2706',
    '"NaN"',
    '"1.5"',
  ],
  ...[
    '"QQ=="',
    '"QQ="',
    '"QQ"',
    '"Q"',
    '"Q==="',
    '"===="',
    '"="',
    '"QR=="',
    '"QUE="',
    '"QUF="',
    '"QUE=QUE="',
    '"QQ==QQ=="',
  ],
  ...[
    '"QUE""',
    '"QQ=""',
    '"-_-_"',
    '"QU E="',
    '"QUE=\n"',
    '"QU\nE="',
    '"\\/\\/\\/\\/"',
    '"QUEé"',
    '"é==="',
    '"Qé="',
    '"AQ\0="',
  ],
  ...['"\\u0041"', '"a\\"b"', '"a\\', '"\u0001"', '"\u007f"', '"é"', '"日本"', '"𝄞"', '"}]"', '"', '"a', "'a'"],
];

const odd = fc.oneof(
  fc.constantFrom(...ODD),
  word.map(text),
  fc.double().map(String),
  fc.double({ min: 0, max: 1e13 }).map(String),
  fc.json(),
);
const child = object(
  fieldsOf({
    ShardId: word.map(text),
    ParentShards: fc.constant('["a","b"]'),
    HashKeyRange: fc.constantFrom('{}', '1'),
  }),
);

/** One field of an object is odd, missing or there twice, or there is one too many. */
const bent = (values: { readonly [name: string]: fc.Arbitrary<string> }): fc.Arbitrary<string> =>
  fc.constantFrom(...Object.entries(values)).chain(([name, value]) => {
    const others = fieldsOf(values).filter((_, i) => Object.keys(values)[i] !== name);
    return fc.oneof(
      { weight: 5, arbitrary: object([...others, field(name, odd)]) },
      object(others),
      object([...others, field(name, value), field(name, value)]),
      object([...fieldsOf(values), field('__type', word.map(text))]),
      object([...fieldsOf(values), field('More', odd)]),
    );
  });

/** Pages of which just one thing is not as usual. */
export const oddPage = fc.oneof(
  bent({ ...top, Records: list(record) }),
  object(fieldsOf({ ...top, Records: list(record), ChildShards: fc.oneof(list(child), odd) })),
  {
    weight: 3,
    arbitrary: object(fieldsOf({ ...top, Records: fc.tuple(record, bent(usual)).map((both) => `[${both.join()}]`) })),
  },
);

const edit = fc.record({
  at: fc.nat(),
  cut: fc.constantFrom(1, 1, 0, 2),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 2 }),
    fc.constantFrom(...[...'"\\{}[]:,=0e.-+/A \n\v\x1f\0'].map((one) => Buffer.from(one))),
  ),
});

/** Pages of which some bytes were changed, or that were cut off. */
export const brokenPage = fc
  .tuple(usualPage, fc.array(edit, { minLength: 1, maxLength: 2 }), fc.nat(5))
  .map(([page, edits, cut]) => {
    const bytes = edits.reduce<Buffer>((all, { at, cut, put }) => {
      const from = at % (all.length + 1);
      return Buffer.concat([all.subarray(0, from), put, all.subarray(from + cut)]);
    }, Buffer.from(page));
    return cut === 0 ? bytes.subarray(0, (edits[0]?.at ?? 0) % bytes.length) : bytes;
  });
