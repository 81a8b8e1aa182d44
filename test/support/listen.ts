import { WebSocket } from 'ws';
import type { Simulator } from '../../src/exchange/simulator/simulator.ts';

export interface Listener {
  readonly socket: WebSocket;
  readonly messages: string[];
  readonly pings: string[];
}
/** A plain websocket client that keeps what it gets. Rejects when the exchange refuses it. */
export async function listen(exchange: Simulator, path: string, { autoPong = true } = {}): Promise<Listener> {
  const socket = new WebSocket(`${exchange.wsUrl}${path}`, { autoPong });
  const messages: string[] = [];
  const pings: string[] = [];
  socket.on('message', (data) => messages.push(data.toString()));
  socket.on('ping', (payload) => pings.push(payload.toString()));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { socket, messages, pings };
}
