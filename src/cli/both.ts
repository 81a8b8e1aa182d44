import type { Logger } from '../core/source.ts';

/** Logs to both. */
export function both(one: Logger, other: Logger): Logger {
  const at = (level: keyof Logger) => (fields: object, message: string) => {
    one[level](fields, message);
    other[level](fields, message);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
