import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Encoding, encode, encodingFor } from './encoding.ts';
import { hashOf, hasIt } from './guard/etag.ts';

/** Something that is the same for everybody, for as long as the process runs. */
export class Asset {
  readonly #type: string;
  readonly #body: Buffer;
  readonly #vary: string;
  readonly #hash: string;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(type: string, body: string | Buffer, vary = 'Accept-Encoding') {
    this.#type = type;
    this.#body = Buffer.from(body);
    this.#vary = vary;
    this.#hash = hashOf(this.#body);
  }

  /**
   * Answers with it, compressed as the asker likes it, once for all who ask; or with 304. It may be kept, but is asked
   * for each time, so that a new version is there at once.
   */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = encodingFor(request.headers['accept-encoding']);
    const etag = `"${this.#hash}${encoding ? `-${encoding}` : ''}"`;
    reply.headers({ etag, 'cache-control': 'no-cache', vary: this.#vary });
    if (hasIt(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (encoding) reply.header('content-encoding', encoding);
    return reply.type(this.#type).send(encoding ? await this.#as(encoding) : this.#body);
  }

  #as(encoding: Encoding): Promise<Buffer> {
    const known = this.#encoded.get(encoding) ?? encode[encoding](this.#body);
    this.#encoded.set(encoding, known);
    return known;
  }
}
