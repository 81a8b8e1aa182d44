/** Why something is not there, as the server tells it (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** What has been answered: a document, a problem, or nothing at all because the server is away. */
export type Answer<D> =
  | { readonly kind: 'document'; readonly document: D }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'away' };

/**
 * Asks for a JSON document. Who is not signed in is led to the page where that is done, and back. Rejects only where
 * the signal is aborted.
 */
export async function asked<D>(url: string, signal?: AbortSignal): Promise<Answer<D>> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, ...(signal && { signal }) });
    if (response.ok) return { kind: 'document', document: await response.json() };
    if (response.status === 401) signIn();
    return { kind: 'problem', problem: problemOf(response.status, await response.json().catch(() => undefined)) };
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    return { kind: 'away' };
  }
}

export function problemOf(status: number, body: unknown): Problem {
  const { title, detail, message } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const texts = [title, detail ?? message].map((text) => (typeof text === 'string' ? text : ''));
  const usual = status === 404 ? 'Not found' : status >= 500 ? 'The server has failed' : 'Not answered';
  return { status, title: texts[0] || usual, detail: texts[1] || `The server has answered with ${status}.` };
}

function signIn(): void {
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}
