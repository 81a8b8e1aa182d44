/** What becomes of one request in place of what should. */
export type Fault =
  /** 429, with how many seconds to wait; `undefined` where it does not say. */
  | { readonly throttle: number | undefined }
  /** An answer of whatever stands in front of Slack. */
  | { readonly status: number }
  /** 200, and a page instead of JSON. */
  | { readonly page: string }
  /** `ok: false`, with what it says beside; what was asked for is done all the same where `done`. */
  | { readonly error: string; readonly messages?: readonly string[]; readonly done?: true }
  /** The connection is cut: before anything is done, behind it, or in the midst of the answer to what was done. */
  | { readonly cut: 'before' | 'after' | 'within' };

/** Faults that wait for requests, by method, `upload` for that of a file. */
export class Faults {
  readonly #waiting = new Map<string, (Fault | undefined)[]>();

  /** The next requests of a method get these, one each; `undefined` for one that goes well. */
  next(method: string, ...faults: readonly (Fault | undefined)[]): void {
    this.#waiting.set(method, [...(this.#waiting.get(method) ?? []), ...faults]);
  }

  take(method: string): Fault | undefined {
    return this.#waiting.get(method)?.shift();
  }
}
