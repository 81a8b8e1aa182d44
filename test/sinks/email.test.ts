/** Goal: a pipeline says things by mail, each from the outbox, with its charts as pictures; and what cannot be said is told. */
import { describe, expect, test } from 'vitest';
import type { Chart } from '../../src/core/chart.ts';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import type { Picture } from '../../src/core/picture.ts';
import { secret } from '../../src/core/secret.ts';
import { pipeline } from '../../src/index.ts';
import type { Email } from '../../src/sinks/email/content.ts';
import { email } from '../../src/sinks/email.ts';
import { leavesOf, mimeIn } from '../support/mail/mime.ts';
import { mailContext, noTls, post } from '../support/mail/post.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const chart = (title: string, spec: object = SPEC): Chart => ({
  ...{ kind: 'chart', language: 'vega-lite', spec, title, alt: 'BTC 2, ETH 1' },
});
const SPEC = {
  data: { values: [{ key: 'BTC', units: 2 }] },
  mark: 'bar',
  encoding: {
    x: { field: 'key', type: 'nominal', axis: null },
    y: { field: 'units', type: 'quantitative', axis: null },
  },
};
const saying = (content: unknown) =>
  email<string>('ops@example.com', () => content as Email, { from: 'jobs@example.com' });
const SAID: Email = { subject: 'Units', text: 'There are 3.' };

describe('what is said', () => {
  test('follows from the values, is committed as text, and is the same for the same values', () => {
    const to = email<number>(['a@example.com', 'b@example.com'], (values) =>
      values.map((n) => ({ subject: `${n}`, text: `n is ${n}`, charts: [chart('n')] })),
    );
    expect(to.name).toBe('mail to a@example.com, b@example.com');
    expect(to).toMatchObject({ secrets: [secret('SMTP_URL')], settings: ['MAIL_FROM'] });
    expect(saying(SAID).settings).toEqual([]);
    const bodies = to.compose([1, 2]);
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([{ subject: '1', text: 'n is 1' }, { subject: '2' }]);
    expect(to.compose([1, 2])).toEqual(bodies);
  });

  test('is nothing where there is nothing to say', () => {
    expect(saying(undefined).compose(['a'])).toEqual([]);
    expect(saying([]).compose(['a'])).toEqual([]);
  });

  test.each([
    ['a text', 'hello', /gives a text\. Wanted: \{ subject, text \}/],
    ['without a subject', { text: 'a' }, /gives an object with text\./],
    ['with what is no chart', { ...SAID, charts: [{}] }, /gives an object with subject, text, charts\./],
    ['null', null, /gives null/],
    ['a promise', Promise.resolve(SAID), /gives a promise/],
  ])('is refused where it is %s', (_, content, message) => {
    expect(() => saying(content).compose(['a'])).toThrow(PipelineError);
    expect(() => saying(content).compose(['a'])).toThrow(message);
  });

  test('has bounds: what is above is left out, and told', () => {
    const many = Array.from({ length: 12 }, (_, i) => chart(`chart ${i}`));
    const large = chart('large', { values: ['x'.repeat(5 << 20)] });
    const [body = ''] = saying({ subject: 'a\nb', text: 'T', charts: [large, ...many] }).compose(['a']);
    const { subject, text, charts } = JSON.parse(body);
    expect(subject).toBe('a b');
    expect(charts).toHaveLength(10);
    expect(text).toMatch(
      /^T\n\nLeft out: the chart "large" of \d+ bytes: of a mail 10 are drawn.*\n\n.*"chart 10" .*\n\n.*"chart 11"/,
    );
  });

  test('is shown as people would see it, to who sends nothing', async () => {
    const to = saying({ ...SAID, charts: [chart('Units per symbol')] });
    const [body = ''] = to.compose(['a']);
    const shown = await to.show?.(body);
    expect(shown?.text).toBe('To: ops@example.com\nSubject: Units\n\nThere are 3.');
    expect(shown?.pictures).toMatchObject([{ name: 'units-per-symbol.png', type: 'image/png' }]);
  });

  test('of a chart that cannot be drawn is in words', async () => {
    const to = saying({ ...SAID, charts: [chart('Units', { mark: 'no such mark' })] });
    const { text = '', pictures } = (await to.show?.(to.compose(['a'])[0] ?? '')) ?? {};
    expect(text).toMatch(/"Units" cannot be drawn: .* It would have shown: BTC 2, ETH 1$/);
    expect(pictures).toEqual([]);
  });
});

describe.skipIf(noTls)(`a mail of a pipeline${noTls ? ` (${noTls})` : ''}`, async () => {
  const server = await post();
  const delivered = async (content: Email, id = 'units@1/mail/a~b/0/0') => {
    const kept: Picture[] = [];
    const context = { ...mailContext(server.url), keepPicture: (picture: Picture) => void kept.push(picture) };
    const to = saying(content);
    for (const body of to.compose(['a'])) await to.deliver({ id, body }, context);
    return kept;
  };

  test('comes with its charts as pictures, which the run keeps', async () => {
    const kept = await delivered({ ...SAID, charts: [chart('Units'), chart('Units')] });
    const { headers } = mimeIn(server.received[0]?.raw ?? '');
    expect(headers).toMatchObject({ subject: 'Units', from: 'jobs@example.com', to: 'ops@example.com' });
    const [, , ...pictures] = leavesOf(mimeIn(server.received[0]?.raw ?? ''));
    expect(pictures.map((one) => one.headers['content-type'])).toEqual([
      'image/png; name=units.png',
      'image/png; name=units-2.png',
    ]);
    expect(kept.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^units-[\da-f]{8}\.png$/),
      expect.stringMatching(/^units-2-[\da-f]{8}\.png$/),
    ]);
    expect(pictures.map(({ body }) => new Uint8Array(body))).toEqual(kept.map(({ data }) => new Uint8Array(data)));
  });

  test('that is delivered again has the same Message-ID', async () => {
    await delivered(SAID);
    await delivered(SAID);
    await delivered(SAID, 'another');
    await delivered({ ...SAID, text: 'There are 4.' });
    const ids = server.received.map(({ raw }) => mimeIn(raw).headers['message-id']);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  test('is tried once at a time: the outbox knows when to try again', async () => {
    const away = { at: 'data', does: 'cut' } as const;
    server.troubles.push(away, away);
    await expect(delivered(SAID)).rejects.toBeInstanceOf(WorldError);
    expect(server.troubles).toHaveLength(1);
  });

  test('waits while the server is away, and is sent by the same run; refused for good, it ends it, and waits', async () => {
    const { start, store } = world();
    const shards = new Shards({ bounded: true });
    shards.add('a', [...at('one', 1), ...at('two', 2)]);
    const job = pipeline('units')
      .from(shards)
      .to(email('ops@example.com', (rows) => ({ ...SAID, text: `${rows.length}` }), { from: 'jobs@example.com' }));
    const { secrets } = mailContext(server.url);
    server.troubles.push({ at: 'from', does: { code: 451, text: 'later' } }, { at: 'data', does: 'cut' });
    expect(await start(job, { secrets }).ended).toBeUndefined();
    expect(server.received).toHaveLength(1);
    server.troubles.push({ at: 'to', does: { code: 550, text: '5.1.1 unknown' } });
    expect(await start(job, { secrets }).ended).toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/RCPT TO with: 550 5\.1\.1 unknown\. Check who sends/),
    });
    expect(await store.undelivered('units', 'mail to ops@example.com', 9)).toHaveLength(1);
  });
});
