type Headers = Readonly<Record<string, string>>;

/** An answer that is no: its status, what to tell, and headers that go with it. Whoever asked may read the message. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Headers;
  constructor(status: number, message: string, headers: Headers = {}) {
    super(message);
    this.name = new.target.name;
    this.status = status;
    this.headers = headers;
  }
}
