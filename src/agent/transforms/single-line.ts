import type { SingleLineOptions } from '../config/transform-options.ts';

/** The lines of a record as one, each without the blanks around it. */
export function singleLine({ trim, escapeNewLine }: SingleLineOptions): (record: string) => string {
  return (record) => {
    const lines = record.replace(/\r?\n$/, '').split(/\r?\n/);
    const kept = trim ? lines.map((line) => line.trim()) : lines;
    return `${kept.join(escapeNewLine ? '\\n' : '')}\n`;
  };
}
