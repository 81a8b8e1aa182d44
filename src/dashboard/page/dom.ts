export type Child = Node | string | number | false | null | undefined;
/** `true` is an attribute without a value; false, null and undefined are none. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * An element with its attributes and what is in it: texts are texts and never HTML. Neither `style` nor `on…`: the
 * policy of the page forbids them in the document; listeners are added to what is given back.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same of a picture in SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/**
 * Puts these in place of what is in it. Where that is the same already it stays, and with it the focus and what is
 * selected: so they have no listeners of their own.
 */
export function fill(element: Element, ...children: readonly Child[]): void {
  const next = document.createDocumentFragment();
  next.append(...nodes(children));
  const same = (child: Node, i: number) => child.isEqualNode(next.childNodes[i] ?? null);
  const { childNodes } = element;
  if (childNodes.length === next.childNodes.length && [...childNodes].every(same)) return;
  element.replaceChildren(next);
}

/** Sets a text where it is another: what reads the page aloud says again what was set again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value === true ? '' : value)) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  set(element, attributes);
  element.append(...nodes(children));
  return element;
}

const nodes = (children: readonly Child[]): readonly (Node | string)[] =>
  children.flatMap((child) =>
    child === null || child === undefined || child === false ? [] : [typeof child === 'number' ? `${child}` : child],
  );
