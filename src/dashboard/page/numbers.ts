/** `15,836`. */
export const grouped = (n: number): string => n.toLocaleString('en');

/** A number as it is written, to its last place, its thousands set apart: `1,455,507.8721362`. */
export const groupedText = (text: string): string =>
  text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

/** `1 record`, `5 records`. */
export const counted = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;

/** `0`, `0.4`, `12.3`, `1,234`: as exact as one looks at it. */
export const rateText = (perSecond: number): string =>
  perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 100 ? 1 : 0 });

/** How long something took: `0.4 s`, `12.3 s`, `3 min 20 s`, `2 h 5 min`. */
export function tookText(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
