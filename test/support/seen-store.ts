import { WorldError } from '../../src/core/errors.ts';
import type { Store } from '../../src/store/store.ts';

/** The store as one process sees it: `call` is told each call by its method, and makes it or does something else. */
export const seenThrough = (store: Store, call: (method: string, make: () => unknown) => unknown): Store =>
  new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const bound = method.bind(target);
      return (...args: unknown[]) => call(String(name), () => bound(...args));
    },
  });

export const noAnswer = (): Promise<never> => Promise.reject(new WorldError('the store does not answer'));
