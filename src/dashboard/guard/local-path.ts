/** The path and the query that `to` names on this server; `/` where it would lead anywhere else. */
export function localPath(to: string): string {
  // What a browser takes for a slash or leaves out is taken so here, too.
  const url = URL.parse(to, HERE);
  if (!to.startsWith('/') || url?.origin !== HERE || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}`;
}

const HERE = 'http://here.invalid';
