import type { FastifyInstance } from 'fastify';
import type { World } from './world.ts';

/** Some addresses, and what is answered there. */
export type Routes = (app: FastifyInstance, world: World) => void;

declare module 'fastify' {
  /** What a route says of itself by its `config`; where it says nothing, only those who may see the data reach it. */
  interface FastifyContextConfig {
    /** Nobody needs to show who they are. */
    readonly open?: boolean;
    /** A page: who has not signed in is led to where one does, and its query is for its script alone. */
    readonly page?: boolean;
    /** Its answers have an ETag, and are not sent again to who has them. */
    readonly etag?: boolean;
  }
}
