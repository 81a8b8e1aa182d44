/** A picture as bytes. */
export interface Picture {
  /** Of a file, such as `treemap.png`. */
  readonly name: string;
  /** Its media type, such as `image/png`. */
  readonly type: string;
  readonly data: Uint8Array;
}
