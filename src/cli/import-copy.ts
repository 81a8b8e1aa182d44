import { registerHooks } from 'node:module';

/** Millrace's own files hold nothing from one run to the next. */
const OWN = new URL('..', import.meta.url).href;

/**
 * Runs a file once more for each number, and with it the files that it imports, but for packages and our own: their
 * variables are as at the start of a process.
 */
export async function importCopy<T>(href: string, copy: number): Promise<T> {
  const query = `?${copy}`;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const isAuthors = url.startsWith('file:') && !url.startsWith(OWN) && !url.includes('/node_modules/');
      return isAuthors && context.parentURL?.endsWith(query) ? { ...resolved, url: `${url}${query}` } : resolved;
    },
  });
  try {
    return await import(`${href}${query}`);
  } finally {
    hooks.deregister();
  }
}
