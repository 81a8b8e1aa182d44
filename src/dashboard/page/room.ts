import type { Room } from './chart-spec.ts';

const DARK = '(prefers-color-scheme: dark)';

/**
 * Tells the room that an element has for a chart, whenever that has changed and the element is near to be seen: what
 * nobody sees is not drawn. `close` ends it.
 */
export function roomOf(element: HTMLElement, changed: () => void): { room(): Room | undefined; close(): void } {
  const scheme = matchMedia(DARK);
  let near = false;
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(changed);
  };
  const sizes = new ResizeObserver(soon);
  const sight = new IntersectionObserver(
    (entries) => {
      near = entries.at(-1)?.isIntersecting ?? false;
      if (near) soon();
    },
    { rootMargin: '300px' },
  );
  sizes.observe(element);
  sight.observe(element);
  scheme.addEventListener('change', soon);
  return {
    room() {
      const width = Math.floor(element.clientWidth);
      return near && width > 0 ? { width, dark: scheme.matches } : undefined;
    },
    close() {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      sight.disconnect();
      scheme.removeEventListener('change', soon);
    },
  };
}
