/**
 * An SVG whose ids begin at 0. Vega numbers what is referred to on and on, over all that is drawn in a process, so that
 * the same chart would not be the same text twice.
 */
export function renumbered(svg: string): string {
  const ids = new Map<string, string>();
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/(\bid="|url\(#)(clip|gradient_)(\d+)/g, (_, before: string, kind: string, n: string) => {
      const id = ids.get(`${kind}${n}`) ?? `${kind}${ids.size}`;
      ids.set(`${kind}${n}`, id);
      return `${before}${id}`;
    }),
  );
}
