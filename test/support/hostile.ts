import type { Random } from './random.ts';

/** The bytes of a request that no server should do anything for, and what is wrong with it. */
export interface Hostile {
  readonly wrong: keyof typeof KINDS;
  readonly bytes: Buffer;
}

interface Target {
  /** Addresses with a name behind them, such as `/api/pages/`. */
  readonly names: readonly string[];
  /** Whether it is asked for by any name, which then is nothing wrong. */
  readonly anyHost?: boolean;
}

/** The same for the same chance. */
export function hostile(random: Random, { names, anyHost = false }: Target): Hostile {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const wrong = oneOf(random, anyHost ? kinds.filter((kind) => kind !== 'host') : kinds);
  return { wrong, bytes: KINDS[wrong](random, names) };
}

type Kind = (random: Random, names: readonly string[]) => Buffer;

const oneOf = <T>(random: Random, all: readonly T[]): T => random.pick(all);
const times = (random: Random, most: number): number => random.integer(1, most);
const bytesOf = (random: Random, n: number): Buffer =>
  Buffer.from(Array.from({ length: n }, () => random.next() * 256));

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly body?: Buffer | string;
}

function request({ method = 'GET', path = '/', host = 'localhost', headers = [], body }: Asked): Buffer {
  const content = Buffer.from(body ?? '');
  const length = body === undefined ? [] : [`Content-Length: ${content.length}`];
  const head = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, ...length];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]);
}

const PROTOTYPE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'valueOf',
];
/** Within a path, each of them. */
const PARTS = [
  ...[
    '..%2f',
    '%2e%2e%2f',
    '..%5c',
    '%252e%252e%252f',
    '%00',
    '%0d%0aSet-Cookie:%20a=b',
    '%ff%fe',
    '%c0%af',
    '%',
    '%zz',
  ],
  ...[
    '%F0%9F%92%A9',
    '☃',
    'é',
    "'%20OR%201=1--",
    '$(id)',
    '`id`',
    '|id',
    ';id',
    '{{7*7}}',
    '$%7b7*7%7d',
    '<script>',
    '*',
    '?',
  ],
  ...['etc/passwd', 'millrace.db', '.git/config', '.env', 'server.ts', 'wp-login.php', '~', '-rf', '%7f', '%1b[2J'],
  ...['a'.repeat(250), '../'.repeat(40), '%2f'.repeat(60), 'NaN', '-1', 'null', 'undefined', ...PROTOTYPE],
];
const KNOWN = ['/', '/jobs', '/pipelines/a', '/symbols/BTCUSDT', '/healthz', '/readyz', '/assets/vega.js'];

const KINDS = {
  path: (random) => {
    const base = oneOf(random, ['/', '//', '/api/', '/assets/', '/assets/dashboard/page/', '/.well-known/', '/./api/']);
    const parts = Array.from({ length: times(random, 4) }, () => oneOf(random, PARTS));
    // A `?` at the beginning would leave a page that is there.
    return request({ path: `${base}x${parts.join('')}` });
  },
  name: (random, names) =>
    request({
      path: `${oneOf(random, names)}${oneOf(random, PARTS)}${oneOf(random, ['', ...PARTS])}`.replaceAll('?', '%3f'),
    }),
  long: (random) => request({ path: `/${'a'.repeat(2_047 + times(random, 9_000))}` }),
  target: (random) =>
    request({
      path: oneOf(random, ['http://evil.example/', 'evil.example:443', '*', 'file:///etc/passwd', '\\', '#', '?']),
    }),
  method: (random) => {
    const method = oneOf(random, [
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'PURGE',
      'MKCOL',
      'CONNECT',
      'BREW',
    ]);
    return request({ method, path: oneOf(random, KNOWN) });
  },
  query: (random, names) => {
    const name = oneOf(random, [
      ...['key[]', 'key[$ne]', 'key.a', 'KEY', '$where', 'token', 'a'.repeat(500), '%', '%00', ''],
      ...PROTOTYPE.flatMap((one) => [one, `${one}[a]`, `at[${one}]`, `${one}.${one}`]),
    ]);
    const doubled = `key=${oneOf(random, ['a', 'b'])}&key=a`;
    const broken = `${oneOf(random, ['key', 'at', 'job'])}=${oneOf(random, ['%00', 'a%0d%0ab', 'a'.repeat(300), '%1b'])}`;
    const instant = oneOf(random, [
      'NaN',
      '-',
      '1e999',
      '9'.repeat(30),
      "'",
      '..',
      '2024-13-45',
      'null',
      '0x10',
      '-1',
      ':',
    ]);
    const moment = `${oneOf(random, ['at', 'from', 'to'])}=${encodeURIComponent(instant)}`;
    const query = oneOf(random, [`${name}=1`, `at=-1h&${name}=a&${name}=b`, doubled, broken, moment]);
    const asked = oneOf(random, ['overview', 'usd-per-minute', 'usd-per-minute.png', 'usd-per-minute.svg', 'BTCUSDT']);
    return request({ path: `${oneOf(random, names)}${asked}?${query}` });
  },
  host: (random) =>
    request({
      host: oneOf(random, [
        ...[
          'evil.example',
          '127.0.0.1.evil.example',
          'localhost@evil.example',
          'localhost/',
          'localhost:80:80',
          '0',
          '::1',
        ],
        ...[
          'localhost, evil.example',
          '[::1]evil',
          '169.254.169.254',
          '',
          '\t',
          'localhost\r\nHost: evil.example',
          '⁂',
        ],
      ]),
      path: oneOf(random, KNOWN),
    }),
  headers: (random) => {
    const bad = [
      Array.from({ length: 99 + times(random, 400) }, (_, n) => `X-${n}: a`),
      [`Cookie: ${'a=b; '.repeat(3_300 + times(random, 5_000))}`],
      [`X-Long: ${'a'.repeat(16_384 + times(random, 40_000))}`],
      ['X-Folded: a\r\n b'],
      ['No colon'],
      ['X-Null: a\0b'],
      [': no name'],
      ['X Space: a'],
      ['Content-Length: 5', 'Content-Length: 6'],
      ['Content-Length: -1'],
      ['Content-Length: 0x10'],
      ['Transfer-Encoding: chunked', 'Content-Length: 3'],
      ['Transfer-Encoding: chunked, identity'],
      ['Expect: a miracle'],
    ];
    return request({ path: oneOf(random, KNOWN), headers: oneOf(random, bad) });
  },
  post: (random, names) => {
    const type = oneOf(random, [
      ...['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a'],
      ...['application/json; charset=utf-16', 'text/xml', 'a', '', 'application/json, text/html', '*/*', ';'],
    ]);
    const body = oneOf(random, [
      ...[
        '',
        '{',
        '{"__proto__":{"a":1}}',
        '{"constructor":{"prototype":{}}}',
        '[]',
        'null',
        'token=a',
        'token=a&token=b',
      ],
      ...[
        'a=b',
        '%',
        `"${'a'.repeat(times(random, 40_000))}"`,
        '[['.repeat(4_000),
        bytesOf(random, times(random, 2_000)),
      ],
    ]);
    const from = oneOf(random, [
      ...['', 'Origin: null', 'Origin: http://evil.example', 'Origin: http://localhost:1', 'Origin: http://localhost'],
      ...[
        'Origin: http://localhost\r\nOrigin: http://evil.example',
        'Sec-Fetch-Site: cross-site',
        'Cookie: millrace=1.a',
      ],
      ...[
        'Authorization: Bearer a',
        'Authorization: Basic YTpi',
        'X-HTTP-Method-Override: GET',
        'X-Forwarded-Host: localhost',
      ],
    ]);
    const path = oneOf(random, [
      ...KNOWN,
      '/sign-in',
      '/sign-out/',
      '/api/jobs/a/runs',
      ...names.map((name) => `${name}overview`),
    ]);
    return request({ method: 'POST', path, headers: [`Content-Type: ${type}`, from].filter(Boolean), body });
  },
  line: (random) => {
    const line = oneOf(random, [
      ...['GET', 'GET /', 'GET / HTTP/1.1', 'GET / HTTP/9.9', 'GET / HTTP/2.0', 'get / HTTP/1.1', 'GET  / HTTP/1.1'],
      ...[
        'GET / HTTP/1.1 more',
        'GET /\t HTTP/1.1',
        'GET /\0 HTTP/1.1',
        ' GET / HTTP/1.1',
        'GET / HTTQ/1.1',
        'GET / \u00e9',
      ],
      ...[
        'GET / HTTP/1.0',
        'PRI * HTTP/2.0\r\n\r\nSM',
        'SSH-2.0-OpenSSH_9',
        'EHLO evil.example',
        '*1\r\n$4\r\nPING',
        '{"a":1}',
      ],
    ]);
    return Buffer.from(`${line}\r\n\r\n`);
  },
  noise: (random) => {
    const noise = bytesOf(random, times(random, 3_000));
    const first = oneOf(random, ['', '\x16\x03\x01\x02', 'GET /', 'POST / HTTP/1.1\r\nHost: localhost\r\n']);
    // Neither an empty line, nor an end of lines that could be one: it is never a request.
    return Buffer.concat([Buffer.from(first, 'latin1'), Buffer.of(0), noise]);
  },
  chunks: (random) => {
    const body = oneOf(random, [
      'zz\r\na\r\n',
      '-1\r\n',
      'ffffffffffffffffff\r\n',
      `5;${'a'.repeat(20_000)}\r\n`,
      '5\r\nabc',
    ]);
    const head =
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    return Buffer.from(`${head}${body}`);
  },
} satisfies Readonly<Record<string, Kind>>;
