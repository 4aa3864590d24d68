// SPDX-License-Identifier: GPL-3.0-or-later
// The one WebSocket of a tab: typed commands that survive a cut line, events and signals by subscription.
// A command keeps its id until it is answered and is sent again with it after a reconnect (the server answers the same way).
import { ApiError, CUT, isWireError, NO_LINE, toApiError } from './errors';
import { uuid } from './uuid';
import type { Commands, CommandType, EventEnvelope, HelloReply, Lang, MeetingEvent, MeetingSignal } from '../protocol/generated';

export type Phase = 'idle' | 'connecting' | 'online' | 'waiting' | 'refused';

/** What the banner and the dialog show. Times are `Date.now()` milliseconds. */
export type Connection = {
  phase: Phase;
  /** Failed tries since the line was last good. */
  attempt: number;
  /** Since when the line is away; null while online. */
  offlineSince: number | null;
  retryAt: number | null;
  /** The server said it restarts (signal server.drain). */
  draining: boolean;
  hello: HelloReply | null;
};

export type CallOptions = {
  /** false: belongs to this connection only (SDP, pointer); fails with code `cut` instead of being sent again. */
  repeat?: boolean;
  /** Give up waiting after this many ms (the server may still have done it); default never. */
  timeout?: number;
  signal?: AbortSignal;
};

/** Runs after each hello, before waiting commands are sent again: the place to join or resume a room. */
export type ReadyHook = (hello: HelloReply, first: boolean) => Promise<void> | void;

type Pending = {
  id: string; type: CommandType; body: unknown; repeat: boolean; sent: boolean;
  resolve: (body: never) => void; reject: (error: ApiError) => void; timer: number | undefined;
};

export type SocketLike = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: (() => void) | null; onmessage: ((e: { data: unknown }) => void) | null; onclose: ((e: { code: number }) => void) | null;
};

const BACKOFF_FIRST = 500;
const BACKOFF_MAX = 15_000;
const HELLO_TIMEOUT = 10_000;
/* A dead line is silent: TCP may keep it "open" for minutes. After this much silence we ask, and wait this long for any word. */
const SILENCE = 7_000;
const PATIENCE = 5_000;
const WATCH = 2_500;
const OPEN = 1;

export class PhienSocket {
  private ws: SocketLike | null = null;
  private state: Connection = { phase: 'idle', attempt: 0, offlineSince: null, retryAt: null, draining: false, hello: null };
  private readonly listeners = new Set<() => void>();
  private readonly pending = new Map<string, Pending>();
  private readonly eventSubs = new Set<{ meeting: number; fn: (e: MeetingEvent) => void }>();
  private readonly signalSubs = new Set<(s: MeetingSignal) => void>();
  private readonly readyHooks = new Set<ReadyHook>();
  private retryTimer: number | undefined;
  private helloTimer: number | undefined;
  private watchTimer: number | undefined;
  private heard = 0;
  private asked = 0;
  private wanted = false;
  private ready = false;
  private greeted = false;

  constructor(
    private readonly url: () => string,
    private readonly lang: () => Lang,
    private readonly make: (url: string) => SocketLike = (u) => new WebSocket(u) as unknown as SocketLike,
    private readonly random: () => number = Math.random,
  ) {
    if (typeof window !== 'undefined') {
      window.addEventListener('online', () => this.retryNow());
      window.addEventListener('offline', () => { if (this.ws !== null && this.ready) this.lost(this.ws, 0); });
    }
  }

  /* ---- connection state, for useSyncExternalStore ---- */
  readonly subscribe = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
  readonly getSnapshot = (): Connection => this.state;

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.open();
  }

  /** Closes and forgets everything; unanswered commands fail with `cut`. */
  stop(): void {
    this.wanted = false;
    this.greeted = false;
    clearTimeout(this.retryTimer);
    this.drop();
    for (const p of [...this.pending.values()]) this.settle(p, new ApiError(CUT));
    this.set({ phase: 'idle', attempt: 0, offlineSince: null, retryAt: null, draining: false, hello: null });
  }

  retryNow(): void {
    if (this.wanted && this.state.phase === 'waiting') this.open();
  }

  call<T extends CommandType>(type: T, body: Commands[T]['request'], options: CallOptions = {}): Promise<Commands[T]['reply']> {
    return new Promise((resolve, reject) => {
      const p: Pending = {
        id: uuid(), type, body, repeat: options.repeat ?? true, sent: false,
        resolve: resolve as Pending['resolve'], reject, timer: undefined,
      };
      if (!p.repeat && !this.canSend(p)) return reject(new ApiError(NO_LINE));
      if (options.timeout !== undefined) p.timer = window.setTimeout(() => this.settle(p, new ApiError(NO_LINE)), options.timeout);
      options.signal?.addEventListener('abort', () => this.settle(p, new ApiError(CUT)), { once: true });
      this.pending.set(p.id, p);
      if (this.canSend(p)) this.transmit(p);
    });
  }

  /** Recorded events of one meeting, in the order they arrive. */
  onEvent(meeting: number, fn: (event: MeetingEvent) => void): () => void {
    const sub = { meeting, fn };
    this.eventSubs.add(sub);
    return () => this.eventSubs.delete(sub);
  }

  onSignal(fn: (signal: MeetingSignal) => void): () => void {
    this.signalSubs.add(fn);
    return () => this.signalSubs.delete(fn);
  }

  /** Registers the hook; when already online it runs at once. */
  onReady(hook: ReadyHook): () => void {
    this.readyHooks.add(hook);
    if ((this.ready || this.hooksRunning) && this.state.hello) void Promise.resolve(hook(this.state.hello, true)).catch(() => undefined);
    return () => this.readyHooks.delete(hook);
  }

  /* ---- inside ---- */
  private hooksRunning = false;

  /* While hooks run, only what they ask for goes out: a repeated vote must not overtake the room.resume before it. */
  private canSend(p: Pending): boolean {
    if (this.ws?.readyState !== OPEN) return false;
    return this.ready || p.type === 'hello' || (this.hooksRunning && (p.type.startsWith('room.') || p.type === 'meeting.get'));
  }

  private set(patch: Partial<Connection>): void {
    this.state = { ...this.state, ...patch };
    this.listeners.forEach((fn) => fn());
  }

  private open(): void {
    clearTimeout(this.retryTimer);
    this.drop();
    this.set({ phase: 'connecting', retryAt: null });
    const ws = this.make(this.url());
    this.ws = ws;
    this.helloTimer = window.setTimeout(() => this.lost(ws, 0), HELLO_TIMEOUT);
    ws.onopen = () => void this.greet(ws);
    ws.onmessage = (e) => { if (ws === this.ws) this.receive(e.data); };
    ws.onclose = (e) => this.lost(ws, e.code);
  }

  private drop(): void {
    const ws = this.ws;
    this.ws = null;
    this.ready = false;
    this.hooksRunning = false;
    clearTimeout(this.helloTimer);
    clearInterval(this.watchTimer);
    if (ws === null) return;
    ws.onopen = ws.onmessage = ws.onclose = null;
    ws.close();
  }

  private async greet(ws: SocketLike): Promise<void> {
    try {
      const hello = await this.call('hello', { protocol: 1, lang: this.lang() }, { repeat: false, timeout: HELLO_TIMEOUT });
      if (ws !== this.ws) return;
      clearTimeout(this.helloTimer);
      this.hooksRunning = true;
      this.set({ hello });
      const first = !this.greeted;
      this.greeted = true;
      await Promise.all([...this.readyHooks].map((fn) => Promise.resolve(fn(hello, first)).catch(() => undefined)));
      if (ws !== this.ws) return;
      this.hooksRunning = false;
      this.ready = true;
      this.watch(ws);
      this.set({ phase: 'online', attempt: 0, offlineSince: null, retryAt: null, draining: false, hello });
      for (const p of this.pending.values()) if (!p.sent) this.transmit(p);
    } catch (cause) {
      if (ws !== this.ws) return;
      if (toApiError(cause).code === 'not_logged_in') this.refuse();
      else this.lost(ws, 0);
    }
  }

  /* Messages are delivered at once even where a hidden tab's timers run once a minute: so silence counts only from our question on. */
  private watch(ws: SocketLike): void {
    this.heard = Date.now();
    this.asked = 0;
    this.watchTimer = window.setInterval(() => {
      const now = Date.now();
      if (this.asked > this.heard) {
        if (now - this.asked >= PATIENCE) this.lost(ws, 0);
      } else if (now - this.heard >= SILENCE) {
        this.asked = now;
        this.call('ping', {}, { repeat: false }).catch(() => undefined);
      }
    }, WATCH);
  }

  private refuse(): void {
    this.wanted = false;
    this.drop();
    this.set({ phase: 'refused', retryAt: null });
  }

  private lost(ws: SocketLike, code: number): void {
    if (ws !== this.ws) return;
    this.drop();
    for (const p of [...this.pending.values()]) {
      if (!p.repeat) this.settle(p, new ApiError(CUT));
      else p.sent = false;
    }
    if (!this.wanted) return;
    if (code === 4401) return this.refuse();
    const attempt = this.state.attempt + 1;
    const ceiling = Math.min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** Math.min(attempt - 1, 10));
    /* Half fixed, half random: after a server restart thousands of clients must not come back in one beat. */
    const wait = ceiling / 2 + (ceiling / 2) * this.random();
    this.set({ phase: 'waiting', attempt, offlineSince: this.state.offlineSince ?? Date.now(), retryAt: Date.now() + wait });
    this.retryTimer = window.setTimeout(() => this.open(), wait);
  }

  private transmit(p: Pending): void {
    p.sent = true;
    this.ws?.send(JSON.stringify({ type: p.type, id: p.id, body: p.body }));
  }

  private settle(p: Pending, outcome: ApiError | { body: unknown }): void {
    if (!this.pending.delete(p.id)) return;
    clearTimeout(p.timer);
    if (outcome instanceof ApiError) p.reject(outcome);
    else p.resolve(outcome.body as never);
  }

  private receive(data: unknown): void {
    this.heard = Date.now();
    let m: { type?: unknown; id?: unknown; ok?: unknown; body?: unknown; error?: unknown; kind?: unknown; meeting?: unknown };
    try {
      m = JSON.parse(String(data)) as typeof m;
    } catch {
      return;
    }
    if (m.type === 'reply') this.reply(m);
    else if (m.type === 'event') {
      for (const s of [...this.eventSubs]) if (s.meeting === m.meeting) s.fn(m as unknown as MeetingEvent);
    } else if (m.type === 'signal') {
      if (m.kind === 'server.drain') this.set({ draining: true });
      for (const fn of [...this.signalSubs]) fn(m as unknown as MeetingSignal);
    }
  }

  private reply(m: { id?: unknown; ok?: unknown; body?: unknown; error?: unknown }): void {
    const p = this.pending.get(String(m.id));
    if (p === undefined) return;
    if (m.ok === true) this.settle(p, { body: m.body });
    else this.settle(p, new ApiError(isWireError(m.error) ? m.error : NO_LINE));
  }
}

/** An event as it lies in `room.resume`, made as narrow as one that came live. */
export function asMeetingEvent(e: EventEnvelope): MeetingEvent {
  return e as unknown as MeetingEvent;
}
