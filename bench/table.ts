/** A column, its numbers to the right where `right` is true. */
export interface Column {
  readonly title: string;
  readonly right?: true;
}

/** A table in Markdown, its columns filled up with blanks as the linter wants them. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(3, ...[title, ...rows.map((row) => row[i] ?? '')].map(size)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const filled = (cells: readonly string[]) =>
    line(
      columns.map(({ right }, i) => {
        const blanks = ' '.repeat((widths[i] ?? 0) - size(cells[i] ?? ''));
        return right ? blanks + (cells[i] ?? '') : (cells[i] ?? '') + blanks;
      }),
    );
  const rule = columns.map(({ right }, i) =>
    right ? `${'-'.repeat((widths[i] ?? 0) - 1)}:` : '-'.repeat(widths[i] ?? 0),
  );
  return [filled(columns.map(({ title }) => title)), line(rule), ...rows.map(filled)].join('\n');
}

/** Of a column with numbers. */
export const right = (title: string): Column => ({ title, right: true });

const size = (text: string): number => [...text].length;
