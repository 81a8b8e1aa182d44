import type embed from 'vega-embed';
import { el } from './dom.ts';

/** What draws charts. Each script needs those before it. */
const SCRIPTS = ['/assets/vega.js', '/assets/vega-lite.js', '/assets/vega-embed.js'];
/** Of the page too; a canvas does not wait for them. */
const FONTS = ['400 16px Inter', '600 16px Inter'];

/**
 * Loads what draws charts, once: a megabyte that pages without charts need not have. Rejects where it cannot be
 * loaded; who asks then asks for it anew.
 */
export const vega: () => Promise<typeof embed> = (() => {
  let loading: Promise<typeof embed> | undefined;
  return () => {
    loading ??= load().catch((thrown) => {
      loading = undefined;
      throw thrown;
    });
    return loading;
  };
})();

async function load(): Promise<typeof embed> {
  const scripts = SCRIPTS.map((src) => {
    const script = el('script', { src });
    // In order, and none holds the page back.
    script.async = false;
    return script;
  });
  const all = scripts.map(loaded);
  document.head.append(...scripts);
  const fonts = FONTS.map((font) => document.fonts.load(font).catch(() => []));
  await Promise.all([...all, ...fonts]);
  return vegaEmbed;
}

const loaded = (script: Element): Promise<void> =>
  new Promise((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`${script.getAttribute('src')} cannot be loaded`)));
  });

declare global {
  const vegaEmbed: typeof embed;
}
