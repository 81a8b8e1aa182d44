/** `15,836`: whole numbers as people read them; what is 1e21 or more, or no number, as it is. */
export const grouped = (n: number): string =>
  // By hand: toLocaleString loads the words of a language first, 10 ms for a single number.
  String(Math.round(n)).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `1 shard`, `5 shards`, `1,440 candles`. */
export const counted = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;
