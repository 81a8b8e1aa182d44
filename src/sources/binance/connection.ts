import { WebSocket } from 'ws';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, type Millis, millis, seconds } from '../../core/time.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A connection on which no message comes for so long is given up; pings do not count. */
  readonly stall: Duration;
  /** Takes each message; `reconnect` gives the connection up. */
  readonly onMessage: (text: string) => 'reconnect' | 'go on';
  /** What to log beside an outage. */
  readonly stats: () => object;
}

const HANDSHAKE_WITHIN = seconds(10);
const MESSAGE_MAX = 2 ** 20;
const FIRST_WAIT = millis(100);
const LONGEST_WAIT = seconds(10);
/** A connection that stood for so long was a good one: the next outage starts with short waits again. */
const STOOD = seconds(10);

/**
 * Keeps one websocket open until `signal` is aborted: after each end it connects again, for ever, at waits that double
 * from 0.1 s to 10 s and are jittered. An outage is logged once, and so is its end. Pings are answered by the socket.
 */
export async function keepConnected(options: ConnectionOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger, url } = options;
  let attempt = 0;
  let out = false;
  const onOpen = () => {
    logger.info({ url, attempts: attempt + 1 }, out ? 'connected to the exchange again' : 'connected to the exchange');
    out = false;
  };
  while (!signal.aborted) {
    const { reason, stood } = await connect(options, onOpen, signal);
    if (signal.aborted) return;
    if (!out) logger.warn({ url, reason, ...options.stats() }, 'no connection to the exchange; trying until there is');
    out = true;
    attempt = stood >= STOOD ? 0 : attempt + 1;
    await clock.sleep(waitBefore(attempt), signal);
  }
}

/** One connection, from dialling to its end. Resolves with why it ended and how long it stood; never rejects. */
function connect(
  { url, clock, stall, onMessage }: ConnectionOptions,
  onOpen: () => void,
  signal: AbortSignal,
): Promise<{ readonly reason: string; readonly stood: Duration }> {
  const socket = new WebSocket(url, {
    handshakeTimeout: HANDSHAKE_WITHIN,
    maxPayload: MESSAGE_MAX,
    perMessageDeflate: false,
  });
  const over = new AbortController();
  let reason: string | undefined;
  let heard = false;
  let opened: Millis | undefined;

  const giveUp = (why: string): void => {
    reason ??= why;
    socket.terminate();
  };
  const stop = () => giveUp('told to stop');

  // In quarters, so that a process that was blocked or asleep for long first takes what came in the meantime.
  async function watch(): Promise<void> {
    let silent = 0;
    while (silent < 4) {
      await clock.sleep(stall / 4, over.signal);
      if (over.signal.aborted) return;
      silent = heard ? 0 : silent + 1;
      heard = false;
    }
    giveUp(`no message for ${stall} ms`);
  }

  return new Promise((resolve) => {
    socket.on('open', () => {
      opened = clock.elapsed();
      onOpen();
    });
    socket.on('message', (data) => {
      heard = true;
      if (onMessage(data.toString()) === 'reconnect') giveUp('the exchange shuts this connection down');
    });
    socket.on('error', ({ message }) => {
      reason ??= message;
    });
    socket.on('close', (code) => {
      over.abort();
      signal.removeEventListener('abort', stop);
      const stood = opened === undefined ? 0 : clock.elapsed() - opened;
      resolve({ reason: reason ?? `the exchange closed it (${code})`, stood });
    });
    signal.addEventListener('abort', stop);
    void watch();
  });
}

function waitBefore(attempt: number): Duration {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.max(FIRST_WAIT, most * (0.5 + jitter() / 2));
}

/** In [0, 1): spreads attempts out, and decides nothing else. */
const jitter = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
