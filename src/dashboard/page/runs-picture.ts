import type { ShownRun } from '../documents/job-shapes.ts';
import { svg } from './dom.ts';
import { tookText } from './numbers.ts';

const [WIDTH, HEIGHT] = [12, 56];

/**
 * How long the last runs took, the newest on the right: one bar each, of which those that did not succeed have a mark
 * above. Null where none has ended.
 */
export function runsPicture(runs: readonly ShownRun[]): SVGElement | null {
  const ended = runs.filter(({ duration }) => duration !== null).toReversed();
  if (ended.length === 0) return null;
  const longest = Math.max(1, ...ended.map(({ duration }) => duration ?? 0));
  const failed = ended.filter(({ state }) => state !== 'succeeded').length;
  const alt =
    `How long the last ${ended.length} runs took: ${tookText(longest)} at most; ` +
    `${ended.length - failed} succeeded, ${failed} did not.`;
  const bars = ended.map(({ duration, state, number }, i) => {
    const height = Math.max(2, ((duration ?? 0) / longest) * (HEIGHT - 14));
    const [x, y] = [i * WIDTH, HEIGHT - height];
    return svg(
      'g',
      { 'data-state': state === 'succeeded' ? 'succeeded' : 'failed' },
      svg('title', {}, `Run ${number}: ${state}, ${tookText(duration ?? 0)}`),
      svg('rect', { class: 'run', x: x + 1, y, width: WIDTH - 3, height, rx: 1 }),
      state !== 'succeeded' && svg('text', { class: 'mark', x: x + WIDTH / 2 - 0.5, y: y - 3 }, '×'),
    );
  });
  const box = `0 0 ${ended.length * WIDTH} ${HEIGHT}`;
  const size = { width: ended.length * WIDTH, height: HEIGHT };
  return svg('svg', { class: 'durations', viewBox: box, role: 'img', 'aria-label': alt, ...size }, ...bars);
}
