export type Params = Readonly<Record<string, string | null | undefined>>;

/** A path with its query, each part escaped; what is null, undefined or '' is left out. */
export function address(path: readonly string[], params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  return `/${path.map(encodeURIComponent).join('/')}${query.size > 0 ? `?${query}` : ''}`;
}
