// SPDX-License-Identifier: GPL-3.0-or-later
// The media of one room as one store: what I send (local.ts), what I receive (remote.ts), which pictures move (director.ts) and how large
// they are asked for (prefer.ts). Rights are the server's; what matters most is the room's to say.
import { call } from '../api/client';
import type { Source, Track, Turn } from '../protocol/generated';
import type { Budget } from './encodings';
import { direct, nextStill, subscribeLimit, type Direction } from './director';
import { FigureReader, lineFrom, type Figures } from './figures';
import { LocalMedia, localStart, type LocalState } from './local';
import { planTiles, Preferences, type Shown } from './prefer';
import type { Quality } from './quality';
import { planVoices } from './receivers';
import { RemoteMedia, remoteStart, type RemoteState } from './remote';
import { Stills } from './stills';

export type { LocalSource } from './local';

/** Sound and pages only: asked for by hand, or begun because the line was too poor. */
export type Low = null | 'hand' | 'auto';

export type MediaState = LocalState & RemoteState & {
  low: Low;
  /** The browser's own measure of both directions. */
  line: Quality | null;
  /** Tracks whose picture moves here. */
  live: ReadonlySet<string>;
};

const PREFER_EVERY = 250;
const STILL_TICK = 1_000;
const LINE_TICK = 4_000;

export class MediaEngine {
  private state: MediaState = { ...localStart, ...remoteStart, low: null, line: null, live: new Set() };
  readonly stills = new Stills();
  private readonly listeners = new Set<() => void>();
  private readonly local: LocalMedia;
  private readonly remote: RemoteMedia;
  private readonly prefer: Preferences;
  private readonly reader: FigureReader;
  private readonly places = new Map<object, { track: string } & Shown>();
  private tracks: Track[] = [];
  private order: string[] = [];
  private voices: string[] = [];
  private plan: Direction = { live: [], still: [], subscribed: [] };
  private peer = 0;
  private restingCamera = false;
  private pending: number | undefined;
  private readonly ticking: number;
  private readonly measuring: number;
  private readonly mine: FigureReader;

  constructor(readonly meeting: number) {
    this.local = new LocalMedia(meeting, localStart, (s) => this.set(s));
    this.remote = new RemoteMedia(meeting, remoteStart, (s) => this.set(s), () => this.prefer.renew());
    const ends = () => ({ up: this.local.pc, down: this.remote.pc, places: this.remote.places() });
    this.reader = new FigureReader(ends);
    this.mine = new FigureReader(ends);
    this.prefer = new Preferences({
      every: PREFER_EVERY, now: () => performance.now(), later: (fn, ms) => window.setTimeout(fn, ms), forget: (t) => clearTimeout(t),
      send: (tiles) => call('media.prefer', { meeting, tiles }, { repeat: false }),
    });
    this.ticking = window.setInterval(() => this.tick(), STILL_TICK);
    this.measuring = window.setInterval(() => void this.measure(), LINE_TICK);
    document.addEventListener('visibilitychange', this.soon);
  }

  readonly subscribe = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
  readonly getSnapshot = (): MediaState => this.state;

  get myPeer(): number {
    return this.peer;
  }

  /** Our number in the room: the first starts media, another one (after a cut) starts it anew. */
  enter(peer: number, turn?: Turn): void {
    if (peer === this.peer) return;
    this.peer = peer;
    const iceServers = turn === undefined ? [] : [turn];
    this.local.enter(peer, iceServers);
    this.remote.enter(iceServers);
    this.soon();
  }

  /** The media server lost us: both connections from the beginning. */
  restart(): void {
    this.local.restart();
    this.remote.restart();
  }

  allowSending(allowed: boolean): void {
    this.local.allow(allowed);
  }

  close(): void {
    clearInterval(this.ticking);
    clearInterval(this.measuring);
    clearTimeout(this.pending);
    document.removeEventListener('visibilitychange', this.soon);
    this.listeners.clear();
    this.prefer.close();
    this.stills.close();
    this.local.close();
    this.remote.close();
  }

  turn(source: Source, on: boolean): Promise<void> {
    return this.local.turn(source, on);
  }

  swap(source: 'mic' | 'camera'): Promise<void> {
    return this.local.swap(source);
  }

  useBudget(budget: Budget): Promise<void> {
    return this.local.useBudget(budget);
  }

  reroute(): void {
    this.remote.reroute();
  }

  playAll(): void {
    this.remote.playAll();
  }

  /** Sound and pages only. My own pictures rest too, and come back with the others'. */
  async setLow(low: Low): Promise<void> {
    const before = this.state.low;
    this.set({ low });
    this.direct();
    if (low !== null && before === null) {
      this.restingCamera = this.state.local.camera.on;
      if (this.state.local.screen.on) await this.turn('screen', false);
      if (this.restingCamera) await this.turn('camera', false);
    } else if (low === null && before !== null && this.restingCamera) {
      this.restingCamera = false;
      await this.turn('camera', true);
    }
  }

  /** All tracks of the room, and the pictures that are sent now in order of importance. */
  setTracks(tracks: Track[], order: string[]): void {
    this.tracks = tracks;
    this.order = order;
    this.local.seen(tracks);
    this.soon();
  }

  /** A tile tells where it shows a track, and how large in CSS pixels; null when it is gone. */
  place(token: object, at: ({ track: string } & Shown) | null): void {
    if (at === null) this.places.delete(token);
    else this.places.set(token, at);
    this.soon();
  }

  figures(): Promise<Figures> {
    return this.reader.read();
  }

  /* Many tiles speak up in one layout: one plan for all of them. */
  private readonly soon = (): void => {
    this.pending ??= window.setTimeout(() => {
      this.pending = undefined;
      this.direct();
    }, 0);
  };

  private direct(): void {
    const others = this.tracks.filter((t) => t.peer !== this.peer);
    this.voices = planVoices(this.voices, others.filter((t) => t.kind === 'audio').map((t) => t.id));
    const pictures = this.state.low === null ? others.filter((t) => t.kind === 'video') : [];
    const ids = new Set(pictures.map((t) => t.id));
    const order = this.order.filter((id) => ids.has(id));
    const sent = new Set(order);
    const places = document.hidden ? [] : [...this.places.values()];
    const visible = new Set(places.filter((p) => p.width > 0 && p.height > 0).map((p) => p.track));
    this.plan = direct(order, [...ids].filter((id) => !sent.has(id)), visible, this.plan.subscribed, subscribeLimit(this.voices.length));
    this.stills.forget(new Set(this.tracks.map((t) => t.id)));
    const live = new Set(this.plan.live);
    if ([...live].join() !== [...this.state.live].join()) this.set({ live });
    this.remote.setWanted([...this.voices, ...this.plan.subscribed]);
    const decoded = new Set([...this.plan.live, ...(this.stills.current === null ? [] : [this.stills.current])]);
    this.prefer.set(planTiles(this.plan.subscribed, places.filter((p) => decoded.has(p.track)).map((p) => [p.track, p]), Math.min(2, window.devicePixelRatio)));
  }

  private tick(): void {
    if (document.hidden || this.state.low !== null || this.stills.current !== null) return;
    const due = nextStill(this.plan.still, this.stills.takenAt, Date.now());
    const stream = due === null ? undefined : this.state.videos.get(due);
    if (due === null || stream === undefined) return;
    this.stills.fetch(due, stream, () => Date.now(), this.soon);
    this.direct();
  }

  private async measure(): Promise<void> {
    if (this.remote.pc === null && this.local.pc === null) return this.set({ line: null });
    const f = await this.mine.read();
    this.set({ line: { ...(this.local.pc === null ? {} : { up: lineFrom(f.up) }), down: lineFrom(f.down) } });
  }

  private set(patch: Partial<MediaState>): void {
    this.state = { ...this.state, ...patch };
    for (const fn of this.listeners) fn();
  }
}
