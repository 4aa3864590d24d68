// SPDX-License-Identifier: GPL-3.0-or-later
// One joined room: a snapshot, then every event exactly once and in order, across cuts and server restarts.
import { asMeetingEvent, type PhienSocket } from './socket';
import type { ApiError } from './errors';
import { toApiError } from './errors';
import type { MeetingEvent, MeetingSignal, RoomResumeReply, RoomSnapshot, Turn } from '../protocol/generated';

export type RoomFeedHandlers = {
  /** The whole truth; replaces everything known before. */
  onSnapshot: (snapshot: RoomSnapshot, seq: number) => void;
  onEvent: (event: MeetingEvent) => void;
  onSignal?: (signal: MeetingSignal) => void;
  /** Our number in the room on this connection; a new one means media has to be negotiated again. */
  onPeer?: (peer: number, turn?: Turn) => void;
  onError?: (error: ApiError) => void;
};

export class RoomFeed {
  private seq = -1;
  private busy: Promise<void> | null = null;
  private readonly early: MeetingEvent[] = [];
  private readonly undo: (() => void)[] = [];
  private closed = false;

  constructor(private readonly socket: PhienSocket, readonly meeting: number, private readonly on: RoomFeedHandlers) {
    this.undo.push(socket.onEvent(meeting, (e) => this.take(e)));
    this.undo.push(socket.onSignal((s) => { if (s.meeting === meeting || s.meeting === null) on.onSignal?.(s); }));
    this.undo.push(socket.onReady(() => this.enter()));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.undo.forEach((fn) => fn());
    this.socket.call('room.leave', { meeting: this.meeting }, { repeat: false }).catch(() => undefined);
  }

  /* Join the first time, resume later. Events that arrive while the answer is under way wait their turn. */
  private enter(): Promise<void> {
    this.busy ??= this.ask().finally(() => { this.busy = null; });
    return this.busy;
  }

  private async ask(): Promise<void> {
    try {
      if (this.seq < 0) {
        const r = await this.socket.call('room.join', { meeting: this.meeting }, { repeat: false });
        if (this.closed) return;
        this.on.onPeer?.(r.peer, r.turn);
        this.load(r.snapshot, r.seq);
      } else {
        const r: RoomResumeReply = await this.socket.call('room.resume', { meeting: this.meeting, after_seq: this.seq }, { repeat: false });
        if (this.closed) return;
        this.on.onPeer?.(r.peer, r.turn);
        if (r.snapshot) this.load(r.snapshot, r.seq);
        else for (const e of r.events ?? []) this.apply(asMeetingEvent(e));
      }
      for (const e of this.early.splice(0).sort((a, b) => a.seq - b.seq)) this.apply(e);
    } catch (cause) {
      const error = toApiError(cause);
      /* A cut is no news: the next hello calls us again. */
      if (!this.closed && error.code !== 'cut' && error.code !== 'no_line') this.on.onError?.(error);
    }
  }

  private load(snapshot: RoomSnapshot, seq: number): void {
    this.seq = seq;
    this.on.onSnapshot(snapshot, seq);
  }

  private take(e: MeetingEvent): void {
    if (this.seq < 0 || this.busy) {
      this.early.push(e);
      return;
    }
    /* A gap means that we were too slow for the server's queue: ask for what is missing instead of guessing. */
    if (e.seq > this.seq + 1) {
      this.early.push(e);
      void this.enter();
      return;
    }
    this.apply(e);
  }

  private apply(e: MeetingEvent): void {
    if (e.seq <= this.seq) return;
    this.seq = e.seq;
    this.on.onEvent(e);
  }
}
