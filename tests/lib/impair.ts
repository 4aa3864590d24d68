// SPDX-License-Identifier: GPL-3.0-or-later
// A bad line for UDP, the same each time: loss alone or in bursts, delay, jitter and a narrow pipe, from a seed. One relay
// stands for the line of one client; it looks at nothing inside a datagram and keeps the order of what it lets through.
import { createSocket, type Socket } from 'node:dgram';

export interface Line {
  /** Share of datagrams that never arrive, 0..100. */
  lossPercent: number;
  /** Mean length of a row of losses; 1 means that each is lost by itself (Gilbert's model). */
  burst: number;
  delayMs: number;
  /** Up to so much more, evenly spread; nothing overtakes. */
  jitterMs: number;
  /** Width of the pipe; 0 is as wide as it gets. */
  rateKbps: number;
  /** What the pipe's queue holds before it drops. */
  queueMs: number;
}

export interface Passed {
  datagrams: number;
  bytes: number;
  lost: number;
  /** Dropped because the queue in front of the narrow pipe was full. */
  overflowed: number;
}

export type Way = 'up' | 'down';

export interface Impairment {
  port: number;
  /** Changes the line at once, both ways or one ('up' is from the client to the server). */
  set(change: Partial<Line>, way?: Way): void;
  counts(way: Way): Passed;
  close(): void;
}

const CLEAN: Line = { lossPercent: 0, burst: 1, delayMs: 0, jitterMs: 0, rateKbps: 0, queueMs: 200 };

/** mulberry32: small, and good enough for dice. */
function dice(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One way of the line. The n-th datagram meets the same fate for the same seed and settings, whatever the other way does. */
class Pipe {
  line: Line;
  readonly passed: Passed = { datagrams: 0, bytes: 0, lost: 0, overflowed: 0 };
  private readonly roll: () => number;
  private losing = false;
  private pipeFree = 0;
  private lastOut = 0;
  private readonly waiting: { at: number; go: () => void }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(line: Line, seed: number) {
    this.line = { ...line };
    this.roll = dice(seed);
  }

  push(bytes: number, go: () => void): void {
    const lost = this.isLost();
    const jitter = this.roll() * this.line.jitterMs;
    if (lost) {
      this.passed.lost++;
      return;
    }
    const now = performance.now();
    let at = now;
    if (this.line.rateKbps > 0) {
      if (this.pipeFree - now > this.line.queueMs) {
        this.passed.overflowed++;
        return;
      }
      this.pipeFree = Math.max(now, this.pipeFree) + (bytes * 8) / this.line.rateKbps;
      at = this.pipeFree;
    }
    at = Math.max(at + this.line.delayMs + jitter, this.lastOut);
    this.lastOut = at;
    this.passed.datagrams++;
    this.passed.bytes += bytes;
    if (at <= now && this.waiting.length === 0) go();
    else this.wait(at, go);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  /** Gilbert: a bad state that loses everything, left with 1/burst, entered so that the share comes out right. */
  private isLost(): boolean {
    const share = Math.min(this.line.lossPercent / 100, 1);
    const leave = 1 / Math.max(this.line.burst, 1);
    const roll = this.roll();
    if (share === 0) this.losing = false;
    else if (share === 1) this.losing = true;
    else if (leave === 1) this.losing = roll < share;
    else this.losing = this.losing ? roll >= leave : roll < (leave * share) / (1 - share);
    return this.losing;
  }

  private wait(at: number, go: () => void): void {
    this.waiting.push({ at, go });
    this.timer ??= setTimeout(() => this.release(), Math.max(0, at - performance.now()));
  }

  private release(): void {
    this.timer = null;
    const now = performance.now();
    while (this.waiting.length > 0 && this.waiting[0]!.at <= now + 0.5) this.waiting.shift()!.go();
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.release(), Math.max(0, this.waiting[0]!.at - now));
  }
}

function opened(bind: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 21, sendBufferSize: 1 << 21 });
    socket.once('error', reject);
    socket.bind(0, bind, () => resolve(socket.removeListener('error', reject).on('error', () => {})));
  });
}

/** A line to `host`:`port`; clients send to `listen` (127.0.0.1):`port` of the result. Each source address is one flow. */
export async function startImpairment(options: { host: string; port: number; seed: number; listen?: string } & Partial<Line>): Promise<Impairment> {
  const { host, port, seed, listen = '127.0.0.1', ...line } = options;
  const pipes: Record<Way, Pipe> = { up: new Pipe({ ...CLEAN, ...line }, seed), down: new Pipe({ ...CLEAN, ...line }, seed ^ 0x5bd1e995) };
  const front = await opened(listen);
  const back = new Map<string, Promise<Socket>>();
  let closed = false;
  const flow = async (from: { address: string; port: number }): Promise<Socket> => {
    const socket = await opened('0.0.0.0');
    socket.on('message', (data) => pipes.down.push(data.length, () => closed || front.send(data, from.port, from.address)));
    return socket;
  };
  front.on('message', (data, from) => {
    const key = `${from.address}:${from.port}`;
    let socket = back.get(key);
    if (!socket) back.set(key, (socket = flow(from)));
    void socket.then((s) => pipes.up.push(data.length, () => closed || s.send(data, port, host)));
  });
  return {
    port: front.address().port,
    set(change, way) {
      for (const w of way ? [way] : (['up', 'down'] as const)) Object.assign(pipes[w].line, change);
    },
    counts: (way) => ({ ...pipes[way].passed }),
    close() {
      closed = true;
      pipes.up.stop();
      pipes.down.stop();
      front.close();
      for (const socket of back.values()) void socket.then((s) => s.close());
    },
  };
}
