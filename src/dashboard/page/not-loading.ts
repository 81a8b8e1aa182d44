import type { EmbedOptions } from 'vega-embed';

/** For one picture: options by which it loads nothing, and what was wrong with it so far, in the words of the first. */
export function notLoading(): { readonly options: EmbedOptions; problem(): string | undefined } {
  let first: string | undefined;
  const keep = (text: string) => {
    first ??= text;
  };
  const refuse = async (uri: string): Promise<never> => {
    keep(`it wants to load ${uri}, and a page loads nothing for a chart. Put its data into the spec.`);
    throw new Error(first);
  };
  const loader = {
    ...vega.loader(),
    load: refuse,
    http: refuse,
    file: refuse,
    // Links lead away, and load nothing here.
    sanitize: async (href: string, { context }: { readonly context?: string }) => {
      if (context === 'href') return vega.loader().sanitize(href, { context });
      return href.startsWith('data:') ? { href } : refuse(href);
    },
  };
  // What is wrong once a picture is drawn is told to a logger alone.
  const logger = vega.logger(vega.Error);
  logger.error = (...told: readonly unknown[]) => {
    keep(told.map((one) => (one instanceof Error ? one.message : String(one))).join(' '));
    return logger;
  };
  return { options: { loader, logger }, problem: () => first };
}

declare global {
  /** From vega.js, which is loaded before vega-embed.js. */
  const vega: typeof import('vega');
}
