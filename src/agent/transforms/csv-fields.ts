const QUOTE = '"';

/**
 * The fields of a row by RFC 4180: one that begins with a quote ends with one, and has each quote within it doubled.
 * @throws Error for a quote that is never closed, and for what follows one that is
 */
export function csvFields(row: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  for (let from = 0; ; ) {
    const [field, behind] = row[from] === QUOTE ? quoted(row, from) : bare(row, from, delimiter);
    fields.push(field);
    if (behind === row.length) return fields;
    if (!row.startsWith(delimiter, behind)) throw new Error(`the CSV field ${fields.length} goes on behind its quote`);
    from = behind + delimiter.length;
  }
}

type Field = readonly [field: string, behind: number];

function bare(row: string, from: number, delimiter: string): Field {
  const found = row.indexOf(delimiter, from);
  const behind = found === -1 ? row.length : found;
  return [row.slice(from, behind), behind];
}

function quoted(row: string, from: number): Field {
  let end = row.indexOf(QUOTE, from + 1);
  while (end !== -1 && row[end + 1] === QUOTE) end = row.indexOf(QUOTE, end + 2);
  if (end === -1) throw new Error('a quote of a CSV field is never closed');
  return [row.slice(from + 1, end).replaceAll('""', QUOTE), end + 1];
}
