/** Something on the page that stands for one item, and can be drawn again. */
export interface Part<T> {
  readonly element: Element;
  update(item: T): void;
  /** It is on the page no more. */
  close?(): void;
}

/**
 * Keeps the children of an element in step with a list: what is of the same key stays the same element, so that
 * nothing flickers and the focus is not lost; what is the same object as before is not updated. Two items of one key
 * are one.
 */
export function listed<T>(
  parent: Element,
  keyOf: (item: T) => string,
  make: (item: T) => Part<T>,
): (items: readonly T[]) => void {
  const parts = new Map<string, Part<T>>();
  let shown: ReadonlyMap<string, T> = new Map();
  return (items) => {
    const wanted = new Map(items.map((item) => [keyOf(item), item]));
    for (const [key, part] of parts) {
      if (wanted.has(key)) continue;
      part.element.remove();
      part.close?.();
      parts.delete(key);
    }
    let before: Element | null = null;
    for (const [key, item] of wanted) {
      const known = parts.get(key);
      const part = known ?? make(item);
      parts.set(key, part);
      const place: Element | null = before === null ? parent.firstElementChild : before.nextElementSibling;
      if (place !== part.element) parent.insertBefore(part.element, place);
      if (shown.get(key) !== item) known?.update(item);
      before = part.element;
    }
    shown = wanted;
  };
}
