import { Observable } from 'rxjs';
import type { Underway } from './underway.ts';

/**
 * Asynchronous work as an Observable: started by subscribing, told by the signal when it was unsubscribed. Work that is
 * dropped still closes what it has open; `underway` is what waits for it.
 */
export const observed = <T>(
  work: (tell: (value: T) => void, dropped: AbortSignal) => Promise<void>,
  underway?: Underway,
): Observable<T> =>
  new Observable((subscriber) => {
    const dropped = new AbortController();
    const done = work((value) => subscriber.next(value), dropped.signal);
    underway?.add(done);
    done.then(
      () => subscriber.complete(),
      (thrown: unknown) => subscriber.error(thrown),
    );
    return () => dropped.abort();
  });

/** Emits and completes when the signal is aborted. */
export const aborted = (signal: AbortSignal): Observable<void> =>
  new Observable((subscriber) => {
    const tell = () => {
      subscriber.next();
      subscriber.complete();
    };
    if (signal.aborted) return tell();
    signal.addEventListener('abort', tell, { once: true });
    return () => signal.removeEventListener('abort', tell);
  });
