import type { Pipeline } from '../../../src/core/pipeline.ts';
import type { Millis } from '../../../src/core/time.ts';
import { minutes } from '../../../src/index.ts';

/** All full minutes in [from, to) at which a job is due, read off its schedule by plain counting: UTC, no H. */
export function dueTimes({ name, options }: Pipeline, from: Millis, to: Millis): readonly Millis[] {
  const { schedule = '', timezone } = options;
  const fields = schedule.split(' ').map(allowed);
  if (fields.length !== 5 || fields.includes(undefined) || timezone !== undefined) {
    throw new Error(`${name} is due "${schedule}" ${timezone}, which is more than this test knows to count: teach it`);
  }
  const due: Millis[] = [];
  for (let at = Math.ceil(from / minutes(1)) * minutes(1); at < to; at += minutes(1)) {
    const date = new Date(at);
    const now = [date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCDay()];
    if (fields.every((fits, i) => fits?.(now[i] ?? 0))) due.push(at);
  }
  return due;
}

function allowed(field: string): ((value: number) => boolean) | undefined {
  if (field === '*') return () => true;
  const step = Number(/^\*\/(\d+)$/.exec(field)?.[1]);
  if (step > 0) return (value) => value % step === 0;
  return /^\d+$/.test(field) ? (value) => value === Number(field) : undefined;
}
