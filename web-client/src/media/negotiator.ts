// SPDX-License-Identifier: GPL-3.0-or-later
// One peer connection of the two. The client always offers and the server always answers, so there is no glare: all that is left
// is to offer one at a time, again when something changed meanwhile, and anew when the connection has failed.

export type LinkState = 'idle' | 'connecting' | 'connected' | 'failed';

export type Exchange = (pc: RTCPeerConnection, sdp: string) => Promise<string>;

export type NegotiatorOptions = {
  /** Makes the transceivers what they should be; runs before each offer, also on a fresh connection. */
  prepare: (pc: RTCPeerConnection) => Promise<boolean> | boolean;
  /** Sends the offer, resolves with the answer. */
  exchange: Exchange;
  /** The answer is in force: encodings may be looked at and shaped. */
  onAnswer?: () => Promise<void> | void;
  onState: (state: LinkState) => void;
  onTrack?: (event: RTCTrackEvent) => void;
  /** A fresh connection: whatever belonged to the old one is gone. */
  onFresh?: () => void;
};

const DISCONNECTED_PATIENCE = 4_000;
const RETRY_FIRST = 1_000;
const RETRY_MAX = 10_000;

export class Negotiator {
  pc: RTCPeerConnection | null = null;
  /** For the next connection that is made. */
  iceServers: RTCIceServer[] = [];
  private running = false;
  private dirty = false;
  private closed = false;
  private fails = 0;
  private retryTimer: number | undefined;
  private patience: number | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly o: NegotiatorOptions) {}

  /** Something changed: offer when the line is free. */
  poke(): void {
    if (this.closed) return;
    this.dirty = true;
    if (!this.running) void this.loop();
  }

  /** Throws the connection away and starts with a new one. */
  restart(): void {
    if (this.closed) return;
    this.drop();
    this.poke();
  }

  /** Ends the connection; a later poke makes a new one. */
  stop(): void {
    this.dirty = false;
    clearTimeout(this.retryTimer);
    this.drop();
  }

  close(): void {
    this.closed = true;
    this.stop();
  }

  private drop(): void {
    clearTimeout(this.patience);
    const pc = this.pc;
    this.pc = null;
    this.wake();
    if (pc === null) return;
    pc.onconnectionstatechange = pc.ontrack = null;
    pc.close();
    this.o.onFresh?.();
  }

  private make(): RTCPeerConnection {
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceServers: this.iceServers });
    pc.onconnectionstatechange = () => this.changed(pc);
    pc.ontrack = (e) => this.o.onTrack?.(e);
    this.pc = pc;
    return pc;
  }

  private changed(pc: RTCPeerConnection): void {
    if (pc !== this.pc) return;
    clearTimeout(this.patience);
    const state = pc.connectionState;
    if (state === 'connected') {
      this.fails = 0;
      this.o.onState('connected');
    } else if (state === 'failed') {
      this.again();
    } else if (state === 'disconnected') {
      this.o.onState('connecting');
      /* A short cut heals by itself; a long one needs new transport. */
      this.patience = window.setTimeout(() => { if (pc === this.pc && pc.connectionState === 'disconnected') this.again(); }, DISCONNECTED_PATIENCE);
    } else if (state === 'connecting') this.o.onState('connecting');
  }

  private again(): void {
    this.o.onState('failed');
    this.drop();
    this.later();
  }

  private later(): void {
    clearTimeout(this.retryTimer);
    const wait = Math.min(RETRY_MAX, RETRY_FIRST * 2 ** Math.min(this.fails++, 6));
    this.retryTimer = window.setTimeout(() => this.poke(), wait * (0.75 + Math.random() / 2));
  }

  private async loop(): Promise<void> {
    this.running = true;
    clearTimeout(this.retryTimer);
    while (this.dirty && !this.closed) {
      this.dirty = false;
      const pc = this.pc ?? this.make();
      try {
        /* Promises of a closed connection never settle (W3C WebRTC 4.4.1.2): dropping it must wake us. */
        await Promise.race([this.negotiate(pc), new Promise<void>((wake) => { this.wake = wake; })]);
      } catch (cause) {
        if (this.closed) break;
        /* Thrown away meanwhile: the new one is already wanted. Otherwise a half-done offer is not worth repairing. */
        if (pc === this.pc) {
          console.warn('media negotiation failed', cause);
          this.o.onState('failed');
          this.drop();
          this.later();
        }
      }
    }
    this.running = false;
  }

  private async negotiate(pc: RTCPeerConnection): Promise<void> {
    if (!(await this.o.prepare(pc)) || pc !== this.pc) return;
    if (pc.connectionState === 'new') this.o.onState('connecting');
    await pc.setLocalDescription(await pc.createOffer());
    const offer = pc.localDescription;
    if (offer === null) throw new Error('no local description');
    const answer = await this.o.exchange(pc, offer.sdp);
    if (pc !== this.pc) return;
    await pc.setRemoteDescription({ type: 'answer', sdp: answer });
    if (pc === this.pc) await this.o.onAnswer?.();
  }
}
