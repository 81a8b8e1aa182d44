import { checkStream } from '../../logs/kinesis/address.ts';
import { checkPattern } from '../../logs/tail/listing.ts';
import { lookingAt } from './looking-at.ts';

/** What a key may hold. */
export interface Kind<T> {
  /** For whoever wrote something else. */
  readonly wanted: string;
  /** Undefined for what is not of this kind; what it throws is told, too. */
  readonly read: (value: unknown) => T | undefined;
  /** That a wrong value is never shown. */
  readonly secret?: true;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const textThat = (wanted: string, fits: (text: string) => boolean): Kind<string> => ({
  wanted,
  read: (value) => (isText(value) && fits(value) ? value : undefined),
});

/** Numbers and truth may be written as texts, as the agent takes them. */
export const flag: Kind<boolean> = {
  wanted: 'true or false',
  read: (value) => [true, false].find((flag) => value === flag || value === String(flag)),
};

export const text = (most: number): Kind<string> =>
  textThat(`a text of 1 to ${most} characters`, ({ length }) => length > 0 && length <= most);

export const secret: Kind<string> = { ...textThat('a text, not empty', (value) => value !== ''), secret: true };

export const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Kind<number> => ({
  wanted: `a whole number from ${least} to ${most}`,
  read: (value) => {
    const number = isText(value) && /^-?\d+$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  },
});

export const oneOf = <T extends string>(...names: readonly T[]): Kind<T> => ({
  wanted: names.join(' or '),
  read: (value) => names.find((name) => name === value),
});

export const listOf = <T>(kind: Kind<T>, wanted: string): Kind<readonly T[]> => ({
  wanted,
  read: (value) => {
    if (!Array.isArray(value)) return undefined;
    const parts = value.map(kind.read).filter((part) => part !== undefined);
    return parts.length === value.length ? parts : undefined;
  },
});

/** An endpoint; empty for that of the service itself, as the agent's own example has it. */
export const endpoint: Kind<string> = {
  wanted: 'a URL such as https://kinesis.eu-west-1.amazonaws.com',
  read: (value) => {
    if (!isText(value) || value === '') return isText(value) ? value : undefined;
    const url = value.includes('://') ? value : `https://${value}`;
    return URL.canParse(url) && /^https?:/.test(url) ? url : undefined;
  },
};

export const region = textThat('a region such as eu-west-1', (value) => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(value));

export const streamName: Kind<string> = {
  wanted: 'the name of a stream',
  read: (value) => {
    if (!isText(value)) return undefined;
    checkStream(value);
    return value;
  },
};

export const path = textThat('a path, not empty', (value) => value !== '');

export const filePattern: Kind<string> = {
  wanted: 'a path to files, such as /tmp/transactions.json*',
  read: (value) => {
    if (!isText(value) || value === '') return undefined;
    checkPattern(value);
    return value;
  },
};

export const pattern: Kind<RegExp> = {
  wanted: 'a regular expression',
  read: (value) => (isText(value) && value !== '' ? lookingAt(value) : undefined),
};
