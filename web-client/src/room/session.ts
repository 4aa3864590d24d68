// SPDX-License-Identifier: GPL-3.0-or-later
// One visit to one room: feed, media and the state they make, as a store that React reads. Made when the room screen mounts,
// closed when it goes; survives cuts and restarts in between.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { call, socket } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import { RoomFeed } from '../api/room-feed';
import { MediaEngine } from '../media/engine';
import type { Choice, HelloReply, MeetingEvent, MeetingSignal, RoomSnapshot, Track } from '../protocol/generated';
import { may } from './rights';
import { applyEvent, applySignal, fromSnapshot, myBallot, type RoomState } from './state';

/** More decoded pictures than this make a tablet stutter (DOMAIN 2.3, screen 10: never more than nine). */
const MAX_VIDEOS = 8;
const RELOAD_AFTER = 250;

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

  constructor(readonly meeting: number, private readonly me: number) {
    this.engine = new MediaEngine(meeting);
    this.undo = socket.onReady((hello: HelloReply) => { this.offset = Date.parse(hello.server_time) - Date.now(); });
    this.feed = new RoomFeed(socket, meeting, {
      onSnapshot: (s) => this.load(s),
      onEvent: (e) => this.event(e),
      onSignal: (m) => this.signal(m),
      onPeer: (peer) => this.engine.enter(peer),
      onError: (error) => this.set({ error }),
    });
  }

  close(): void {
    clearTimeout(this.reloadTimer);
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
    if (e.kind === 'meeting.opened' || e.kind === 'meeting.closed' || e.kind === 'roster.left') this.mediaChanged();
    for (const fn of this.eventHooks) fn(e, before);
  }

  private signal(m: MeetingSignal): void {
    /* A new epoch in the track list (we were away when the restart was said) means the same. */
    if (m.kind === 'media.restart' || m.kind === 'media.tracks') {
      if (this.epoch >= 0 && m.body.epoch !== this.epoch) this.engine.restart();
      this.epoch = m.body.epoch;
    }
    this.change((s) => applySignal(s, m, Date.now()));
    if (m.kind === 'media.tracks') this.mediaChanged();
  }

  private mediaChanged(): void {
    const s = this.snapshot.state;
    if (s === null) return;
    this.engine.allowSending(may('sendMedia', s.meeting.my_role, s.meeting.state, false));
    this.engine.setTracks(s.tracks, new Set(chooseVideos(s).map((t) => t.id)));
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

/** What to receive: screens first, then whoever has the floor, the chair, and the others by rank; those that are off only where room is left.
 * A camera that is off stays subscribed: the server sends nothing of it, and it is back at once, without a new negotiation
 * (Chromium shows black for a receiver that was inactive in between). */
export function chooseVideos(s: RoomState): Track[] {
  const rank = (person: number | null): number => {
    if (person === null) return 50_000; // the equipment of a site: after the officials, before the rest
    if (person === s.floor.speaker?.person) return -2;
    if (person === s.meeting.chair.id) return -1;
    return s.meeting.participants.find((p) => p.person === person)?.rank ?? 100_000;
  };
  const pictures = s.tracks.filter((t) => t.kind === 'video');
  return pictures
    .sort((a, b) => Number(a.muted) - Number(b.muted) || Number(b.source === 'screen') - Number(a.source === 'screen') || rank(a.person) - rank(b.person) || a.peer - b.peer)
    .slice(0, MAX_VIDEOS);
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

export function useMay() {
  const s = useRoom();
  const hasFloor = s.floor.speaker?.person === s.me;
  return (action: Parameters<typeof may>[0]) => may(action, s.meeting.my_role, s.meeting.state, hasFloor);
}
