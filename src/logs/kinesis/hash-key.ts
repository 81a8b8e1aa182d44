import { createHash } from 'node:crypto';

/** Hash keys are whole numbers from 0 up to here, this one excluded. */
export const HASH_KEYS = 1n << 128n;

/** The hash key of a partition key. */
export const hashKeyOf = (key: string): bigint => BigInt(`0x${md5(key)}`);

export const isHashKey = (text: string): boolean => /^\d{1,39}$/.test(text) && BigInt(text) < HASH_KEYS;

/** In hexadecimal digits. */
export const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');
