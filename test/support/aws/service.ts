import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closed, listening } from '../kinesis/front.ts';

/** What goes wrong with one request: a throttle, an error of the service's own, a connection that is cut, or any error. */
export type Fault = 'throttled' | 'broken' | 'cut' | Refusal;

/** A service that speaks JSON 1.1 as AWS does. It looks neither at signatures nor at what IAM would allow. */
export interface AwsService extends AsyncDisposable {
  readonly endpoint: string;
  /** The names of the operations that it was asked for, in order, those that failed included. */
  readonly asked: string[];
  /** What the next requests meet, one each. */
  readonly faults: Fault[];
}

/** An error as a service tells it. KMS, for one, tells some of them without a message. */
export class Refusal extends Error {
  readonly type: string;

  constructor(type: string, message = '') {
    super(message);
    this.type = type;
  }
}

type Operations = Readonly<Record<string, (input: never) => object>>;

/** `target`: in front of the operation, in the header that names it. */
export async function awsService(target: string, operations: Operations): Promise<AwsService> {
  const asked: string[] = [];
  const faults: Fault[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const [to, operation = ''] = String(request.headers['x-amz-target']).split('.');
    asked.push(operation);
    const fault = faults.shift();
    if (fault === 'cut') return void request.socket.destroy();
    const say = (status: number, value: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(value));
    };
    const refuse = ({ type, message }: Refusal, status = 400) =>
      say(status, { __type: type, ...(message !== '' && { message }) });
    if (fault === 'throttled') return refuse(new Refusal('ThrottlingException', 'Rate exceeded'));
    if (fault === 'broken') return refuse(new Refusal('InternalFailure', 'The request has failed'), 500);
    if (fault) return refuse(fault);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) {
      return refuse(new Refusal('MissingAuthenticationToken', 'Missing Authentication Token'), 403);
    }
    const operate = to === target ? operations[operation] : undefined;
    if (!operate) return refuse(new Refusal('UnknownOperationException'));
    try {
      say(200, operate(JSON.parse(body) as never));
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      refuse(thrown);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  const endpoint = await listening(server);
  return { endpoint, asked, faults, [Symbol.asyncDispose]: () => closed(server) };
}
