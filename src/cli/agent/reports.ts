import {
  type Counts,
  difference,
  type FlowConfig,
  type Meter,
  type MetricsConfig,
  metricsLine,
  metricsOf,
  NOTHING,
  sumOf,
} from '../../agent/agent.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { print } from '../output.ts';

/** How many buffers a flow may be behind before that is told, and before it is warned of. */
const BEHIND = { told: 5, warned: 10 };

/** How long stdout may take no line. */
const PATIENCE: Duration = 5_000;

export interface Metered {
  readonly flow: FlowConfig;
  readonly meter: Meter;
}

/** Tells, once in a period, how the agent gets on: to the log, and to CloudWatch as lines on stdout. */
export class Reports {
  readonly #flows: readonly Metered[];
  readonly #metrics: MetricsConfig;
  readonly #instance: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #began: Duration;
  /** By stream, as it was told last. */
  readonly #told = new Map<string, Counts>();
  #warnings = 0;
  #isRead = true;

  constructor(flows: readonly Metered[], metrics: MetricsConfig, instance: string, clock: Clock, logger: Logger) {
    this.#flows = flows;
    this.#metrics = metrics;
    this.#instance = instance;
    this.#clock = clock;
    this.#logger = logger;
    this.#began = clock.elapsed();
  }

  /** Reports at the end of each period, and once more when it is over. */
  async until(over: AbortSignal, period: Duration): Promise<void> {
    do {
      await this.#clock.sleep(period, over);
      await this.#report();
    } while (!over.aborted);
  }

  async #report(): Promise<void> {
    this.#tellProgress();
    for (const metered of this.#flows) this.#tellBehind(metered);
    if (this.#metrics.emitted || this.#metrics.logged) await this.#tellMetrics();
  }

  #tellProgress(): void {
    const all = sumOf(this.#flows.map(({ meter }) => meter.counts));
    const { parsed, parsedBytes, sent, warnings } = all;
    const uptime = Math.round(this.#clock.elapsed() - this.#began);
    const behind = {
      behindFiles: sum(this.#flows, ({ meter }) => meter.backlog.files),
      behindBytes: sum(this.#flows, ({ meter }) => meter.backlog.bytes),
    };
    const warned = warnings - this.#warnings;
    const left = warned > 0 ? `; ${warned} records were cut, left out or sent as they were` : '';
    this.#warnings = warnings;
    this.#logger.info(
      { ...all, ...behind, uptime },
      `Agent: Progress: ${parsed} records parsed (${parsedBytes} bytes), and ${sent} records sent successfully to ` +
        `destinations. Uptime: ${uptime}ms${left}`,
    );
  }

  #tellBehind({ flow, meter }: Metered): void {
    const { files, bytes } = meter.backlog;
    const buffers = bytes / flow.maxBufferSizeBytes;
    if (buffers < BEHIND.told) return;
    const text =
      `Tailer is ${(bytes / 1e6).toFixed(1)} MB (${bytes} bytes) behind. There are ${files - 1} file(s) newer than ` +
      'current file(s).';
    this.#logger[buffers < BEHIND.warned ? 'info' : 'warn']({ flow: flow.id, files, bytes }, text);
  }

  async #tellMetrics(): Promise<void> {
    const { emitted, logged, namespace } = this.#metrics;
    const at = { namespace, instance: this.#instance, time: this.#clock.now() };
    for (const [stream, flows] of Map.groupBy(this.#flows, ({ flow }) => flow.kinesisStream)) {
      const now = sumOf(flows.map(({ meter }) => meter.counts));
      const counts = difference(now, this.#told.get(stream) ?? NOTHING);
      const failures = Math.max(...flows.map(({ meter }) => meter.failures));
      this.#told.set(stream, now);
      if (logged) this.#logger.info({ stream, ...metricsOf({ stream, counts, failures }) }, 'metrics');
      if (emitted) await this.#emit(metricsLine({ stream, counts, failures }, at));
    }
  }

  /** Whoever read stdout may go; the agent stays. */
  async #emit(line: string): Promise<void> {
    if (!this.#isRead) return;
    const taken = print(`${line}\n`).then(() => true);
    const late = this.#clock.sleep(PATIENCE).then(() => false);
    const read = await Promise.race([taken, late]).catch(messageOf);
    if (read === true) return;
    this.#isRead = false;
    const reason = read === false ? `nothing was taken for ${PATIENCE} ms` : read;
    this.#logger.warn({ reason }, 'nobody reads the metrics on stdout: no more are written');
  }
}

const sum = (flows: readonly Metered[], of: (flow: Metered) => number): number =>
  flows.reduce((all, flow) => all + of(flow), 0);
