import { createHmac } from 'node:crypto';
import { type Answer, type Asked, answering, refusal } from './answering.ts';

export const KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
export const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';

/** An exchange that answers signed calls alone, by what they were signed with; its clock is what `now` says. */
export const signedExchange = (now: () => number, answer: (path: string, query: URLSearchParams) => Answer) =>
  answering((asked) => {
    if (asked.path === 'time') return { body: { serverTime: now() } };
    const [path = '', query = ''] = asked.path.split('?');
    const parameters = new URLSearchParams(query);
    if (!PUBLIC.test(path)) {
      const wrong = wrongIn(asked, query, parameters, now());
      if (wrong) return wrong;
    }
    return answer(`${asked.method} ${path}`, parameters);
  });

const PUBLIC = /^(exchangeInfo|avgPrice|ticker)/;

function wrongIn({ headers }: Asked, query: string, parameters: URLSearchParams, now: number): Answer | undefined {
  if (headers['x-mbx-apikey'] !== KEY) return refusal(401, -2015, 'Invalid API-key, IP, or permissions for action.');
  const [signed, signature] = query.split('&signature=');
  if (
    signature !==
    createHmac('sha256', SECRET)
      .update(signed ?? '')
      .digest('hex')
  ) {
    return refusal(400, -1022, 'Signature for this request is not valid.');
  }
  const late = now - Number(parameters.get('timestamp'));
  if (late > Number(parameters.get('recvWindow')) || late < -1_000) {
    return refusal(400, -1021, 'Timestamp for this request is outside of the recvWindow.');
  }
  return undefined;
}
