/** From the least number to the greatest; of none from 0 to 0. */
export function spanOf(numbers: readonly number[]): readonly [number, number] {
  const [first = 0] = numbers;
  return numbers.reduce(([least, most], n) => [Math.min(least, n), Math.max(most, n)], [first, first] as [
    number,
    number,
  ]);
}

/** An axis a little longer than from the least to the greatest, so that nothing touches the frame. */
export function roomy(numbers: readonly number[]): readonly [number, number] {
  const [least, most] = spanOf(numbers);
  const margin = (most - least) * MARGIN || Math.abs(most) * MARGIN_OF_ONE || 1;
  return [least - margin, most + margin];
}

/** The same, or from zero on where that is near. */
export function nearZero(numbers: readonly number[]): readonly [number, number] {
  const [least, most] = spanOf(numbers);
  const [low, high] = roomy(numbers);
  return least >= 0 && least < most / 3 ? [0, high] : [low, high];
}

const MARGIN = 0.04;
/** Where all numbers are the same, as a part of them. */
const MARGIN_OF_ONE = 0.01;
