import { WebSocket } from 'ws';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, type Millis, millis, minutes, seconds } from '../../core/time.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * A connection on which no message comes for so long is given up; pings do not count. Twice as long after each one
   * that brought nothing at all, up to a quarter of an hour: then it is the market that is quiet.
   */
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
const LONGEST_STALL = minutes(15);
/** A connection that stood for so long was a good one: the next outage starts with short waits again. */
const STOOD = seconds(10);

/**
 * Keeps one websocket open until `signal` is aborted: after each end it connects again, for ever, at waits that double
 * up to 10 s and are jittered: the first is between 0.1 and 0.2 s. An outage is logged once, and so is its end. Pings
 * are answered by the socket.
 */
export async function keepConnected(options: ConnectionOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger } = options;
  const { host } = new URL(options.url);
  let { stall } = options;
  let attempt = 0;
  let out = false;
  const onOpen = () => {
    logger.info({ host, attempts: attempt + 1 }, out ? 'connected to the exchange again' : 'connected to the exchange');
    out = false;
  };
  while (!signal.aborted) {
    const { reason, stood, heard } = await connect({ ...options, stall }, onOpen, signal);
    if (signal.aborted) return;
    if (!out) logger.warn({ host, reason, ...options.stats() }, 'no connection to the exchange; trying until there is');
    out = true;
    attempt = stood >= STOOD ? 1 : attempt + 1;
    if (stood > 0) stall = heard ? options.stall : Math.min(LONGEST_STALL, 2 * stall);
    await clock.sleep(waitBefore(attempt), signal);
  }
}

/** One connection, from dialling to its end. Resolves with why it ended and how long it stood; never rejects. */
function connect(
  { url, clock, stall, onMessage }: ConnectionOptions,
  onOpen: () => void,
  signal: AbortSignal,
): Promise<{ readonly reason: string; readonly stood: Duration; readonly heard: boolean }> {
  const socket = new WebSocket(url, {
    handshakeTimeout: HANDSHAKE_WITHIN,
    maxPayload: MESSAGE_MAX,
    perMessageDeflate: false,
  });
  const over = new AbortController();
  let reason: string | undefined;
  let heard = false;
  let heardNow = false;
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
      silent = heardNow ? 0 : silent + 1;
      heardNow = false;
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
      heardNow = true;
      if (onMessage(data.toString()) === 'reconnect') giveUp('the exchange shuts this connection down');
    });
    socket.on('error', ({ message }) => {
      reason ??= message;
    });
    socket.on('close', (code, said) => {
      over.abort();
      signal.removeEventListener('abort', stop);
      const stood = opened === undefined ? 0 : clock.elapsed() - opened;
      resolve({
        reason: reason ?? `the exchange closed it (${[code, ...(said.length > 0 ? [said] : [])].join(': ')})`,
        stood,
        heard,
      });
    });
    signal.addEventListener('abort', stop);
    void watch();
  });
}

function waitBefore(attempt: number): Duration {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return most * (0.5 + jitter() / 2);
}

/** In [0, 1): spreads attempts out, and decides nothing else. */
const jitter = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
