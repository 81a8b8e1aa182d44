import { Counter, Gauge, type Registry } from 'prom-client';

/** By its labels, in the order in which they were named. */
type Set = (value: number, ...labels: readonly string[]) => void;

export interface Measure {
  /** Says nothing any more, until it is set. */
  reset(): void;
  set: Set;
}

/**
 * Makes the measures of one subject. They are set at each scrape to what is so then, so that what is no more is not
 * told any longer. Names are those of Prometheus: base units, and `_total` of what only grows.
 */
export interface Making {
  counter(name: string, help: string, labels: readonly string[]): Measure;
  gauge(name: string, help: string, labels: readonly string[]): Measure;
}

export function making(registry: Registry, subject: string): Making {
  const registers = [registry];
  const of = (name: string, help: string, labelNames: readonly string[]) => ({
    ...{ name: `millrace_${subject}_${name}`, help, labelNames: [...labelNames], registers },
  });
  const labelled = (names: readonly string[], values: readonly string[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  return {
    counter(name, help, labels) {
      const counter = new Counter(of(`${name}_total`, help, labels));
      return { reset: () => counter.reset(), set: (value, ...values) => counter.inc(labelled(labels, values), value) };
    },
    gauge(name, help, labels) {
      const gauge = new Gauge(of(name, help, labels));
      return { reset: () => gauge.reset(), set: (value, ...values) => gauge.set(labelled(labels, values), value) };
    },
  };
}
