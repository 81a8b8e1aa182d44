import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { createCanvas } from 'canvas';
import { vi } from 'vitest';
import type { WaitingClock } from './waiting-clock.ts';

type Works = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** A request as it was answered. */
export interface Answered {
  readonly url: string;
  readonly status: number;
  text(): string;
}

export interface Network {
  /** Told each answer. */
  answered(answer: Answered): void;
  /** What a request is answered that does not come through. */
  instead(url: string): Response | undefined;
}

/**
 * Lets time stand still while this process does what takes real time: asks by HTTP, answers all of it included, looks
 * at files, or draws. What is returned ends that.
 */
export async function standStill(
  { during }: Pick<WaitingClock, 'during'>,
  { answered, instead }: Network,
): Promise<() => void> {
  const restore: (() => void)[] = [];
  const count = (of: object, ...names: readonly string[]) => {
    const works = of as Works;
    for (const name of names) {
      const work = works[name];
      if (!work) throw new TypeError(`there is no ${name}`);
      works[name] = function (this: unknown, ...args) {
        return during(async () => work.apply(this, args));
      };
      restore.push(() => {
        works[name] = work;
      });
    }
  };
  const handle = await fs.open(import.meta.filename);
  count(Object.getPrototypeOf(handle), 'read', 'stat');
  await handle.close();
  const { open } = fs;
  fs.open = async (...args) => {
    const opened = await open(...args);
    count(opened, 'close');
    return opened;
  };
  count(fs, 'open', 'stat', 'lstat', 'readdir');
  syncBuiltinESMExports();
  count(Object.getPrototypeOf(createCanvas(1, 1)), 'encode');
  const { fetch } = globalThis;
  const asked = async (url: string | URL | Request, options?: RequestInit) => {
    const response = await fetch(url, options);
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    answered({ url: String(url), status, text: () => new TextDecoder().decode(body) });
    return new Response(body, { status, statusText, headers });
  };
  vi.stubGlobal(
    'fetch',
    async (url: string | URL | Request, options?: RequestInit) =>
      instead(String(url)) ?? during(() => asked(url, options)),
  );
  return () => {
    for (const one of restore) one();
    syncBuiltinESMExports();
    vi.stubGlobal('fetch', fetch);
  };
}
