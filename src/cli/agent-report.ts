import { hostname } from 'node:os';
import type { FlowConfig } from '../agent/config/flow-config.ts';
import type { AgentConfig } from '../agent/config.ts';
import type { Meter } from '../agent/meter.ts';
import { metricsLine } from '../agent/metrics.ts';
import { type Duration, seconds } from '../core/time.ts';
import { print } from './output.ts';
import type { Session } from './session.ts';

/** Tells now and then what the flows have done: a log line for each, and its metrics on stdout. */
export class AgentReport {
  readonly #config: AgentConfig;
  readonly #session: Session;
  readonly #began: Duration;
  readonly #flows: { readonly flow: FlowConfig; readonly meter: Meter }[] = [];

  constructor(config: AgentConfig, session: Session) {
    this.#config = config;
    this.#session = session;
    this.#began = session.clock.elapsed();
  }

  add(flow: FlowConfig, meter: Meter): void {
    this.#flows.push({ flow, meter });
  }

  /** Until `stop` is aborted. */
  async every(stop: AbortSignal): Promise<void> {
    const span = seconds(this.#config.statusReportingPeriodSeconds);
    for (;;) {
      await this.#session.clock.sleep(span, stop);
      if (stop.aborted) return;
      await this.tell();
    }
  }

  async tell(): Promise<void> {
    const { clock, logger } = this.#session;
    const { emitMetrics, namespace } = this.#config;
    const uptimeSeconds = Math.round((clock.elapsed() - this.#began) / 1_000);
    for (const { flow, meter } of this.#flows) {
      const figures = meter.takeNew();
      const { recordsParsed, bytesParsed, recordsSent, bytesSent, recordSendErrors, serviceErrors } = meter.all;
      const all = { recordsParsed, bytesParsed, recordsSent, bytesSent, recordSendErrors, serviceErrors };
      logger.info({ flow: flow.id, ...all, uptimeSeconds }, 'progress');
      if (!emitMetrics) continue;
      const dimensions = { Destination: `KinesisStream:${flow.kinesisStream}`, Instance: hostname() };
      await print(`${metricsLine(namespace, dimensions, figures, clock.now())}\n`);
    }
  }
}
