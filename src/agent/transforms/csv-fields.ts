const QUOTE = '"';

/**
 * The fields of a row by RFC 4180: one that begins with a quote ends with one, and has each quote within it doubled.
 * The delimiter has the flag `g`.
 * @throws Error for a quote that is never closed, and for what follows one that is
 */
export function csvFields(row: string, delimiter: RegExp): readonly string[] {
  const fields: string[] = [];
  for (let from = 0; ; ) {
    const quoted = row[from] === QUOTE ? quotedAt(row, from) : undefined;
    delimiter.lastIndex = quoted?.behind ?? from;
    const found = delimiter.exec(row);
    const end = found?.index ?? row.length;
    if (quoted && quoted.behind !== end) throw new Error(`the CSV field ${fields.length + 1} goes on behind its quote`);
    fields.push(quoted?.field ?? row.slice(from, end));
    if (!found) return fields;
    from = delimiter.lastIndex;
  }
}

function quotedAt(row: string, from: number): { readonly field: string; readonly behind: number } {
  let end = row.indexOf(QUOTE, from + 1);
  while (end !== -1 && row[end + 1] === QUOTE) end = row.indexOf(QUOTE, end + 2);
  if (end === -1) throw new Error('a quote of a CSV field is never closed');
  return { field: row.slice(from + 1, end).replaceAll('""', QUOTE), behind: end + 1 };
}
