/** `15,836`: whole numbers as people read them. */
export const grouped = (n: number): string => Math.round(n).toLocaleString('en-US');

/** `1 shard`, `5 shards`, `1,440 candles`. */
export const counted = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;
