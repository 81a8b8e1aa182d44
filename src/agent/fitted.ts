/** As much of the data as fits, ended with `terminator` where not all does. */
export function fitted(data: Uint8Array, most: number, terminator: string): Uint8Array {
  if (data.length <= most) return data;
  const end = Buffer.from(terminator);
  return Buffer.concat([data.subarray(0, Math.max(0, most - end.length)), end]);
}
