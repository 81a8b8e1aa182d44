import { el, fill } from './dom.ts';

/** Says a text in which that between backquotes is to be typed; nothing is touched where it says so already. */
export function sayCoded(element: Element, text: string): void {
  if (element.textContent === text.replaceAll('`', '')) return;
  fill(element, ...text.split('`').map((part, i) => (i % 2 === 1 ? el('code', {}, part) : part)));
}
