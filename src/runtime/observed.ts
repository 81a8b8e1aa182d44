import { Observable } from 'rxjs';

/** Asynchronous work as an Observable: started by subscribing, told by the signal when it was unsubscribed. */
export const observed = <T>(work: (tell: (value: T) => void, dropped: AbortSignal) => Promise<void>): Observable<T> =>
  new Observable((subscriber) => {
    const dropped = new AbortController();
    work((value) => subscriber.next(value), dropped.signal)
      .then(() => subscriber.complete())
      .catch((thrown: unknown) => subscriber.error(thrown));
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
