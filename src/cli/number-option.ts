import { InvalidArgumentError } from 'commander';

/** Reads an option that is a number between `least` and `most`, both included. */
export const numberIn =
  (least: number, most: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a number from ${least} to ${most}.`);
  };
