/** The browser's clock: the one place of a page that knows the time, and waits. */
export interface Clock {
  now(): number;
  /** Calls after so many ms, unless the function that is given back is called before. */
  after(ms: number, call: () => void): () => void;
  every(ms: number, call: () => void): () => void;
}

export const clock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};
