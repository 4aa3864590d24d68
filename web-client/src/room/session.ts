// SPDX-License-Identifier: GPL-3.0-or-later
// One visit to one room: feed, media and the state they make, as a store that React reads. Made when the room screen mounts,
// closed when it goes; survives cuts and restarts in between.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { call, socket } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import { RoomFeed } from '../api/room-feed';
import { MediaEngine } from '../media/engine';
import { autoLowStart, levelOf, refuseLow, watchLine, type Level, type Quality } from '../media/quality';
import type { Choice, HelloReply, MeetingEvent, MeetingSignal, RoomSnapshot } from '../protocol/generated';
import { faceOfHeard } from './face-key';
import { importance } from './faces';
import { LAYOUTS, type Layout } from './layout';
import { may } from './rights';
import { applyEvent, applySignal, fromSnapshot, myBallot, type RoomState } from './state';

const RELOAD_AFTER = 250;
const LINE_EVERY = 1000;

/** How this person looks at the room: the layout is kept on this machine, the pin for this visit. */
export type View = { layout: Layout; pinned: string | null; lastHeard: string | null };

export class RoomSession {
  readonly engine: MediaEngine;
  private readonly feed: RoomFeed;
  private readonly listeners = new Set<() => void>();
  private readonly eventHooks = new Set<(e: MeetingEvent, before: RoomState) => void>();
  private readonly undo: () => void;
  private snapshot: { state: RoomState | null; error: ApiError | null } = { state: null, error: null };
  private offset = 0;
  private reloadTimer: number | undefined;
  private epoch = -1;
  private view: View = { layout: keptLayout(), pinned: null, lastHeard: null };
  private autoLow = autoLowStart;
  private readonly lineTimer: number;

  constructor(readonly meeting: number, private readonly me: number) {
    this.engine = new MediaEngine(meeting);
    this.undo = socket.onReady((hello: HelloReply) => { this.offset = Date.parse(hello.server_time) - Date.now(); });
    this.feed = new RoomFeed(socket, meeting, {
      onSnapshot: (s) => this.load(s),
      onEvent: (e) => this.event(e),
      onSignal: (m) => this.signal(m),
      onPeer: (peer, turn) => this.engine.enter(peer, turn),
      onError: (error) => this.set({ error }),
    });
    this.lineTimer = window.setInterval(() => this.watchLine(), LINE_EVERY);
  }

  close(): void {
    clearTimeout(this.reloadTimer);
    clearInterval(this.lineTimer);
    this.undo();
    this.feed.close();
    this.engine.close();
    this.listeners.clear();
    this.eventHooks.clear();
  }

  readonly subscribe = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
  readonly getSnapshot = () => this.snapshot;

  readonly getView = (): View => this.view;

  setView(patch: Partial<Pick<View, 'layout' | 'pinned'>>): void {
    this.view = { ...this.view, ...patch };
    if (patch.layout !== undefined) keepLayout(patch.layout);
    this.mediaChanged();
    for (const fn of this.listeners) fn();
  }

  /** My own line: the server's word, or the browser's until the server has spoken. */
  myLine(): Quality | undefined {
    return this.snapshot.state?.lines[this.engine.myPeer] ?? this.engine.getSnapshot().line ?? undefined;
  }

  /** Pictures back on, or off, by the person; who wants them back is not overruled at once. */
  async setLow(low: boolean): Promise<void> {
    if (!low) this.autoLow = refuseLow(this.autoLow, Date.now());
    await this.engine.setLow(low ? 'hand' : null);
  }

  /* While the connection itself is away, its last level says nothing about now. */
  private watchLine(): void {
    const media = this.engine.getSnapshot();
    const level: Level | null = media.receiving === 'connected' && media.low === null ? levelOf(this.myLine(), true) : null;
    const { state, drop } = watchLine(this.autoLow, level, Date.now());
    this.autoLow = state;
    if (drop) void this.engine.setLow('auto');
  }

  /** Sees each event once, with the state before it. */
  onEvent(fn: (e: MeetingEvent, before: RoomState) => void): () => void {
    this.eventHooks.add(fn);
    return () => this.eventHooks.delete(fn);
  }

  /** The server's clock, so that two tablets show the same speaking time. */
  now(): number {
    return Date.now() + this.offset;
  }

  async castBallot(vote: number, choice: Choice): Promise<string> {
    const { receipt } = await call('vote.cast', { vote, choice });
    this.change((s) => myBallot(s, vote, choice));
    return receipt;
  }

  private load(snapshot: RoomSnapshot): void {
    this.set({ state: fromSnapshot(snapshot, this.me, this.snapshot.state ?? undefined), error: null });
    this.mediaChanged();
  }

  private event(e: MeetingEvent): void {
    const before = this.snapshot.state;
    if (before === null) return;
    this.change((s) => applyEvent(s, e));
    const after = this.snapshot.state;
    if (after !== null && after.stale !== before.stale) this.reloadSoon();
    if (e.kind === 'meeting.opened' || e.kind === 'meeting.closed' || e.kind === 'roster.left' || e.kind === 'floor.granted' || e.kind === 'floor.ended') this.mediaChanged();
    for (const fn of this.eventHooks) fn(e, before);
  }

  private signal(m: MeetingSignal): void {
    /* A new epoch in the track list (we were away when the restart was said) means the same. */
    if (m.kind === 'media.restart' || m.kind === 'media.tracks') {
      if (this.epoch >= 0 && m.body.epoch !== this.epoch) this.engine.restart();
      this.epoch = m.body.epoch;
    }
    const heard = m.kind === 'media.speaker' ? faceOfHeard(m.body) : null;
    if (heard !== null) this.view = { ...this.view, lastHeard: heard };
    this.change((s) => applySignal(s, m, Date.now()));
    if (m.kind === 'media.tracks' || m.kind === 'media.speaker') this.mediaChanged();
  }

  private mediaChanged(): void {
    const s = this.snapshot.state;
    if (s === null) return;
    this.engine.allowSending(may('sendMedia', s.meeting.my_role, s.meeting.state, false));
    this.engine.setTracks(s.tracks, importance(s, this.view.pinned));
  }

  private reloadSoon(): void {
    clearTimeout(this.reloadTimer);
    this.reloadTimer = window.setTimeout(() => {
      call('meeting.get', { meeting: this.meeting })
        .then((meeting) => this.change((s) => ({ ...s, meeting })))
        .catch((cause: unknown) => console.warn('meeting.get', toApiError(cause).code));
    }, RELOAD_AFTER);
  }

  private change(step: (s: RoomState) => RoomState): void {
    const { state } = this.snapshot;
    if (state !== null) this.set({ state: step(state) });
  }

  private set(patch: Partial<{ state: RoomState | null; error: ApiError | null }>): void {
    this.snapshot = { ...this.snapshot, ...patch };
    for (const fn of this.listeners) fn();
  }
}

const VIEW = 'phien.layout';

function keptLayout(): Layout {
  try {
    return LAYOUTS.find((l) => l === localStorage.getItem(VIEW)) ?? 'strip';
  } catch {
    return 'strip';
  }
}

function keepLayout(layout: Layout): void {
  try {
    localStorage.setItem(VIEW, layout);
  } catch {
    /* only this visit, then */
  }
}

const Context = createContext<RoomSession | null>(null);
export const RoomProvider = Context.Provider;

export function useRoomSession(): RoomSession {
  const session = useContext(Context);
  if (session === null) throw new Error('outside a room');
  return session;
}

/** The state; only below the screen that waited for the snapshot. */
export function useRoom(): RoomState {
  const session = useRoomSession();
  const { state } = useSyncExternalStore(session.subscribe, session.getSnapshot);
  if (state === null) throw new Error('room not loaded');
  return state;
}

export function useMedia() {
  const { engine } = useRoomSession();
  return useSyncExternalStore(engine.subscribe, engine.getSnapshot);
}

export function useView(): View {
  const session = useRoomSession();
  return useSyncExternalStore(session.subscribe, session.getView);
}

export function useMay() {
  const s = useRoom();
  const hasFloor = s.floor.speaker?.person === s.me;
  return (action: Parameters<typeof may>[0]) => may(action, s.meeting.my_role, s.meeting.state, hasFloor);
}
