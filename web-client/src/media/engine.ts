// SPDX-License-Identifier: GPL-3.0-or-later
// The media of one room: what I send, what I receive, and the truth about both. Knows SDP only as text; rights are the server's.
// Local: a track is "on" when it is captured, not muted here and not muted by the server. Remote: one transceiver per track.
import { call } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import type { Source, Track } from '../protocol/generated';
import { openCamera, openMic, openScreen, problemOf, routeToSpeaker, type CaptureProblem } from './capture';
import { Negotiator, type LinkState } from './negotiator';
import { planReceivers, type Slot } from './receivers';

export type LocalSource = { wanted: boolean; on: boolean; busy: boolean; mutedByServer: boolean; problem: CaptureProblem | null };

export type MediaState = {
  sending: LinkState;
  receiving: LinkState;
  local: Record<Source, LocalSource>;
  /** The browser will not play sound before a tap. */
  needsTap: boolean;
  /** Remote video by track id. */
  videos: ReadonlyMap<string, MediaStream>;
  self: MediaStream | null;
};

const off: LocalSource = { wanted: false, on: false, busy: false, mutedByServer: false, problem: null };
const openers: Record<Source, () => Promise<MediaStreamTrack>> = { mic: openMic, camera: openCamera, screen: openScreen };

export class MediaEngine {
  private state: MediaState = {
    sending: 'idle', receiving: 'idle', local: { mic: off, camera: off, screen: off }, needsTap: false, videos: new Map(), self: null,
  };
  private readonly listeners = new Set<() => void>();
  private readonly captured: Partial<Record<Source, MediaStreamTrack>> = {};
  private readonly senders: Partial<Record<Source, RTCRtpTransceiver>> = {};
  private readonly audios = new Map<string, HTMLAudioElement>();
  private slots: Slot[] = [];
  private want: string[] = [];
  private peer = 0;
  private maySend = false;
  private readonly pub: Negotiator;
  private readonly sub: Negotiator;

  constructor(readonly meeting: number) {
    this.pub = new Negotiator({
      prepare: (pc) => this.prepareSend(pc),
      exchange: (pc, sdp) => this.exchangeSend(pc, sdp),
      onState: (sending) => this.set({ sending }),
      onFresh: () => { for (const s of Object.keys(this.senders) as Source[]) delete this.senders[s]; },
    });
    this.sub = new Negotiator({
      prepare: (pc) => this.prepareReceive(pc),
      exchange: (pc, sdp) => this.exchangeReceive(pc, sdp),
      onState: (receiving) => this.set({ receiving }),
      onFresh: () => this.forgetRemote(),
    });
  }

  readonly subscribe = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
  readonly getSnapshot = (): MediaState => this.state;

  /** Our number in the room: the first starts media, another one (after a cut) starts it anew. */
  enter(peer: number): void {
    if (peer === this.peer) return;
    this.peer = peer;
    this.restart();
  }

  /** The media server lost us: both connections from the beginning. */
  restart(): void {
    if (this.peer === 0) return;
    if (this.maySend && Object.keys(this.captured).length > 0) this.pub.restart();
    this.sub.restart();
  }

  allowSending(allowed: boolean): void {
    if (this.maySend === allowed) return;
    this.maySend = allowed;
    if (allowed && Object.keys(this.captured).length > 0) this.pub.poke();
    if (!allowed) this.stopSending();
  }

  /* The meeting is over: no lamp may stay on. */
  private stopSending(): void {
    for (const [source, track] of Object.entries(this.captured) as [Source, MediaStreamTrack][]) {
      track.onended = null;
      track.stop();
      delete this.captured[source];
      this.setLocal(source, { wanted: false, on: false, mutedByServer: false });
    }
    this.set({ self: null, sending: 'idle' });
    this.pub.stop();
  }

  close(): void {
    this.pub.close();
    this.sub.close();
    for (const track of Object.values(this.captured)) track.stop();
    this.forgetRemote();
    this.listeners.clear();
  }

  /* ---- sending ---- */

  async turn(source: Source, on: boolean): Promise<void> {
    if (this.state.local[source].busy) return;
    this.setLocal(source, { busy: true, wanted: on, problem: null });
    try {
      if (on) await this.turnOn(source);
      else await this.turnOff(source);
    } finally {
      this.setLocal(source, { busy: false });
      this.tellTruth(source);
    }
  }

  private async turnOn(source: Source): Promise<void> {
    let track = this.captured[source];
    if (track === undefined || track.readyState === 'ended') {
      try {
        track = await openers[source]();
      } catch (cause) {
        this.setLocal(source, { wanted: false, problem: problemOf(cause) });
        return;
      }
      this.adopt(source, track);
    }
    track.enabled = true;
    const sender = this.senders[source]?.sender;
    if (sender !== undefined && sender.track !== track) await sender.replaceTrack(track);
    if (sender === undefined || this.state.sending !== 'connected') this.pub.poke();
    const refused = await this.tellServer(source, false);
    if (refused !== null) {
      track.enabled = false;
      this.setLocal(source, { wanted: false });
      throw refused;
    }
  }

  private async turnOff(source: Source): Promise<void> {
    const track = this.captured[source];
    if (track === undefined) return;
    track.enabled = false;
    if (source !== 'mic') {
      /* The camera's lamp must go out; the microphone stays open so that speaking again is instant. */
      await this.senders[source]?.sender.replaceTrack(null);
      track.onended = null;
      track.stop();
      delete this.captured[source];
      if (source === 'camera') this.set({ self: null });
    }
    await this.tellServer(source, true);
  }

  private adopt(source: Source, track: MediaStreamTrack): void {
    this.captured[source] = track;
    /* Unplugged, or the browser's own "stop sharing": say so instead of showing a live button. */
    track.onended = () => {
      delete this.captured[source];
      if (source === 'camera') this.set({ self: null });
      this.setLocal(source, { wanted: false, problem: source === 'screen' ? null : 'missing' });
      void this.tellServer(source, true);
      this.tellTruth(source);
    };
    if (source === 'camera') this.set({ self: new MediaStream([track]) });
  }

  /* The server enforces mute by not forwarding. Before the track is published there is nothing to tell. Returns a real refusal only. */
  private async tellServer(source: Source, muted: boolean): Promise<ApiError | null> {
    if (this.senders[source] === undefined) return null;
    try {
      await call('media.mute', { meeting: this.meeting, source, muted }, { repeat: false });
      return null;
    } catch (cause) {
      const error = toApiError(cause);
      return error.code === 'not_allowed' || error.code === 'wrong_state' ? error : null;
    }
  }

  private tellTruth(source: Source): void {
    const track = this.captured[source];
    const local = this.state.local[source];
    const on = track !== undefined && track.readyState === 'live' && track.enabled && !local.mutedByServer && local.wanted;
    this.setLocal(source, { on });
  }

  private prepareSend(pc: RTCPeerConnection): boolean {
    if (!this.maySend || this.peer === 0) return false;
    for (const [source, track] of Object.entries(this.captured) as [Source, MediaStreamTrack][]) {
      if (this.senders[source] !== undefined) continue;
      this.senders[source] = pc.addTransceiver(track, {
        direction: 'sendonly',
        sendEncodings: [source === 'mic' ? { maxBitrate: 40_000 } : { maxBitrate: source === 'screen' ? 1_500_000 : 700_000 }],
      });
    }
    return Object.keys(this.senders).length > 0;
  }

  private async exchangeSend(_pc: RTCPeerConnection, sdp: string): Promise<string> {
    const tracks = (Object.entries(this.senders) as [Source, RTCRtpTransceiver][]).flatMap(([source, t]) => (t.mid === null ? [] : [{ mid: t.mid, source }]));
    const reply = await call('media.publish', { meeting: this.meeting, sdp, tracks }, { repeat: false, timeout: 15_000 });
    /* What was switched off before the server knew the track. */
    for (const { source } of tracks) {
      if (!this.state.local[source].wanted) void this.tellServer(source, true);
    }
    return reply.sdp;
  }

  /* ---- receiving ---- */

  /** All tracks of the room and which remote videos are worth having; audio is always wanted. */
  setTracks(tracks: Track[], videos: ReadonlySet<string>): void {
    for (const source of ['mic', 'camera', 'screen'] as const) {
      const mine = tracks.find((t) => t.peer === this.peer && t.source === source);
      const muted = mine?.muted ?? false;
      /* Our own mute comes back as muted too; only a mute we did not ask for is the chair's. */
      const mutedByServer = muted && this.state.local[source].wanted && !this.state.local[source].busy;
      if (this.state.local[source].mutedByServer !== mutedByServer) {
        this.setLocal(source, { mutedByServer });
        const track = this.captured[source];
        if (mutedByServer && track !== undefined) track.enabled = false;
        this.tellTruth(source);
      }
    }
    const want = tracks.filter((t) => t.peer !== this.peer && (t.kind === 'audio' || videos.has(t.id))).map((t) => t.id).sort();
    if (want.join() === this.want.join()) return;
    this.want = want;
    if (this.peer !== 0) this.sub.poke();
  }

  private prepareReceive(pc: RTCPeerConnection): boolean {
    const { slots, changed } = planReceivers(this.slots, this.want);
    if (!changed && pc.signalingState === 'stable' && pc.remoteDescription !== null) return false;
    for (const slot of slots) {
      if (slot.transceiver === null) slot.transceiver = pc.addTransceiver(slot.kind, { direction: 'recvonly' });
      slot.transceiver.direction = slot.track === null ? 'inactive' : 'recvonly';
    }
    this.slots = slots;
    return slots.length > 0;
  }

  private async exchangeReceive(_pc: RTCPeerConnection, sdp: string): Promise<string> {
    const want = this.slots.flatMap((s) => (s.track === null || s.transceiver?.mid == null ? [] : [{ mid: s.transceiver.mid, track: s.track }]));
    const reply = await call('media.subscribe', { meeting: this.meeting, sdp, want }, { repeat: false, timeout: 15_000 });
    this.attach();
    return reply.sdp;
  }

  /* A receiver's track exists from addTransceiver on; it becomes picture and sound when packets arrive. */
  private attach(): void {
    const videos = new Map<string, MediaStream>();
    const heard = new Set<string>();
    for (const { track: id, kind, transceiver } of this.slots) {
      if (id === null || transceiver === null) continue;
      const media = transceiver.receiver.track;
      if (kind === 'video') {
        const before = this.state.videos.get(id);
        videos.set(id, before?.getTracks()[0] === media ? before : new MediaStream([media]));
      } else {
        heard.add(id);
        this.playAudio(id, media);
      }
    }
    for (const [id, element] of this.audios) {
      if (heard.has(id)) continue;
      element.srcObject = null;
      this.audios.delete(id);
    }
    this.set({ videos });
  }

  private playAudio(id: string, track: MediaStreamTrack): void {
    let element = this.audios.get(id);
    if (element === undefined) {
      element = new Audio();
      element.autoplay = true;
      routeToSpeaker(element);
      this.audios.set(id, element);
    }
    const now = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
    if (now !== track) element.srcObject = new MediaStream([track]);
    element.play().catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'NotAllowedError') this.set({ needsTap: true });
    });
  }

  /** From a tap: the browser now lets us be heard. */
  playAll(): void {
    this.set({ needsTap: false });
    for (const element of this.audios.values()) void element.play().catch(() => undefined);
  }

  private forgetRemote(): void {
    this.slots = [];
    for (const element of this.audios.values()) element.srcObject = null;
    this.audios.clear();
    this.set({ videos: new Map() });
  }

  /** Figures of both connections for the line test and for browser tests: totals since each began. */
  async report(): Promise<{ audioEnergyIn: number; framesIn: number; bytesIn: number; bytesOut: number; framesOut: number; rtt: number | null }> {
    const sum = { audioEnergyIn: 0, framesIn: 0, bytesIn: 0, bytesOut: 0, framesOut: 0, rtt: null as number | null };
    for (const pc of [this.pub.pc, this.sub.pc]) {
      if (pc === null) continue;
      for (const s of (await pc.getStats()).values() as Iterable<Record<string, unknown>>) {
        const n = (key: string) => (typeof s[key] === 'number' ? (s[key] as number) : 0);
        if (s.type === 'inbound-rtp') {
          sum.audioEnergyIn += n('totalAudioEnergy');
          sum.framesIn += n('framesDecoded');
          sum.bytesIn += n('bytesReceived');
        } else if (s.type === 'outbound-rtp') {
          sum.bytesOut += n('bytesSent');
          sum.framesOut += n('framesEncoded');
        } else if (s.type === 'candidate-pair' && s.nominated === true && typeof s.currentRoundTripTime === 'number') sum.rtt = s.currentRoundTripTime;
      }
    }
    return sum;
  }

  private setLocal(source: Source, patch: Partial<LocalSource>): void {
    this.set({ local: { ...this.state.local, [source]: { ...this.state.local[source], ...patch } } });
  }

  private set(patch: Partial<MediaState>): void {
    this.state = { ...this.state, ...patch };
    for (const fn of this.listeners) fn();
  }
}
