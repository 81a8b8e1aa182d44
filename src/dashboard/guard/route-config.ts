/** What a route says of itself by its `config`; where it says nothing, only those who may see the data reach it. */
export interface RouteConfig {
  /** Nobody needs to show who they are. */
  readonly open?: boolean;
  /** A page: who has not signed in is led to where one does, and its query is for its script alone. */
  readonly page?: boolean;
  /** Its answers have an ETag, and are not sent again to who has them. */
  readonly etag?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteConfig {}
  interface FastifyRequest {
    /** By a pass, which can be given back. */
    signedIn?: boolean;
  }
}
