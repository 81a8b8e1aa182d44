import { type Answer, problemOf } from './asked.ts';

/** Asks the server to do something. Whoever is not allowed to is told so. */
export async function posted<D>(url: string): Promise<Answer<D>> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { accept: 'application/json' } });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { kind: 'document', document: body as D };
    return { kind: 'problem', problem: problemOf(response.status, body) };
  } catch {
    return { kind: 'away' };
  }
}
