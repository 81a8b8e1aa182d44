import { InvalidArgumentError } from 'commander';

type Read = (text: string) => number;

/** Reads an option that is a number between `least` and `most`, both included. */
export const numberIn =
  (least: number, most: number): Read =>
  (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a number from ${least} to ${most}.`);
  };

/** The same, for whole numbers; `or` says what else is taken. */
export const wholeIn =
  (least: number, most: number, or = ''): Read =>
  (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}${or}.`);
  };
