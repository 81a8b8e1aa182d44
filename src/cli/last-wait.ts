import type { Logger } from '../core/source.ts';

/** What a run was kept waiting by at last, as its log tells it: a world that failed, or another process. */
export class LastWait {
  reason: string | undefined;

  /** A logger that is listened to. */
  heardOn(logger: Logger): Logger {
    const at = (level: keyof Logger) => (fields: object, message: string) => {
      if ('wait' in fields && 'reason' in fields) this.reason = String(fields.reason);
      if ('runner' in fields) this.reason = `${message} (${fields.runner})`;
      logger[level](fields, message);
    };
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }
}
