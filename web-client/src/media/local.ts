// SPDX-License-Identifier: GPL-3.0-or-later
// What I send: microphone, camera, screen, each "on" when it is captured, not muted here and not muted by the server.
// Knows one peer connection and the commands about it; rights are the server's.
import { call } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import type { Source, Track } from '../protocol/generated';
import { budget, openCamera, openMic, openScreen, problemOf, setBudget, type CaptureProblem } from './capture';
import { encodingsFor, singleLayer, voiceCodecs, type Budget, type Size } from './encodings';
import { Negotiator, type LinkState } from './negotiator';
import { voiceParameters } from './sdp';

export type LocalSource = { wanted: boolean; on: boolean; busy: boolean; mutedByServer: boolean; problem: CaptureProblem | null };
export type Local = Record<Source, LocalSource>;
export type LocalState = { sending: LinkState; local: Local; self: MediaStream | null; selfScreen: MediaStream | null };

const off: LocalSource = { wanted: false, on: false, busy: false, mutedByServer: false, problem: null };
export const localStart: LocalState = { sending: 'idle', local: { mic: off, camera: off, screen: off }, self: null, selfScreen: null };
const openers: Record<Source, () => Promise<MediaStreamTrack>> = { mic: openMic, camera: openCamera, screen: openScreen };
const sources: Source[] = ['mic', 'camera', 'screen'];

export class LocalMedia {
  private readonly captured: Partial<Record<Source, MediaStreamTrack>> = {};
  private readonly senders: Partial<Record<Source, RTCRtpTransceiver>> = {};
  private peer = 0;
  private maySend = false;
  private readonly link: Negotiator;

  constructor(private readonly meeting: number, private state: LocalState, private readonly changed: (state: LocalState) => void) {
    this.link = new Negotiator({
      prepare: (pc) => this.prepare(pc),
      exchange: (_pc, sdp) => this.exchange(sdp),
      onAnswer: () => this.shape(),
      onState: (sending) => this.set({ sending }),
      onFresh: () => { for (const s of sources) delete this.senders[s]; },
    });
  }

  get pc(): RTCPeerConnection | null {
    return this.link.pc;
  }

  enter(peer: number, iceServers: RTCIceServer[]): void {
    this.peer = peer;
    this.link.iceServers = iceServers;
    this.restart();
  }

  restart(): void {
    if (this.peer !== 0 && this.maySend && Object.keys(this.captured).length > 0) this.link.restart();
  }

  allow(allowed: boolean): void {
    if (this.maySend === allowed) return;
    this.maySend = allowed;
    if (allowed && Object.keys(this.captured).length > 0) this.link.poke();
    if (!allowed) this.stop();
  }

  /* The meeting is over: no lamp may stay on. */
  private stop(): void {
    for (const source of sources) {
      this.release(source);
      this.setSource(source, { wanted: false, on: false, mutedByServer: false });
    }
    this.set({ sending: 'idle' });
    this.link.stop();
  }

  close(): void {
    this.link.close();
    for (const source of sources) this.release(source);
  }

  /** On or off by the person; throws a refusal of the server. */
  async turn(source: Source, on: boolean): Promise<void> {
    if (this.state.local[source].busy) return;
    this.setSource(source, { busy: true, wanted: on, problem: null });
    try {
      if (on) await this.turnOn(source);
      else await this.turnOff(source);
    } finally {
      this.setSource(source, { busy: false });
      this.tellTruth(source);
    }
  }

  /** Another microphone or camera was picked: the same sender goes on with it, nobody negotiates. What was muted stays muted. */
  async swap(source: 'mic' | 'camera'): Promise<void> {
    const before = this.captured[source];
    if (before === undefined || this.state.local[source].busy) return;
    this.setSource(source, { busy: true, problem: null });
    try {
      const track = await openers[source]();
      track.enabled = before.enabled;
      before.onended = null;
      this.adopt(source, track);
      await this.senders[source]?.sender.replaceTrack(track);
      before.stop();
      if (source === 'camera') await this.shape();
    } catch (cause) {
      this.setSource(source, { problem: problemOf(cause) });
    } finally {
      this.setSource(source, { busy: false });
      this.tellTruth(source);
    }
  }

  async useBudget(next: Budget): Promise<void> {
    setBudget(next);
    await this.shape();
  }

  private async turnOn(source: Source): Promise<void> {
    let track = this.captured[source];
    if (track === undefined || track.readyState === 'ended') {
      try {
        track = await openers[source]();
      } catch (cause) {
        /* Closing the browser's own window for choosing a screen is no fault. */
        const problem = problemOf(cause);
        this.setSource(source, { wanted: false, problem: source === 'screen' && problem === 'denied' ? null : problem });
        return;
      }
      this.adopt(source, track);
    }
    track.enabled = true;
    const sender = this.senders[source]?.sender;
    if (sender !== undefined && sender.track !== track) await sender.replaceTrack(track);
    if (sender === undefined || this.state.sending !== 'connected') this.link.poke();
    if (source !== 'mic') await this.shape();
    const refused = await this.tellServer(source, false);
    if (refused !== null) {
      track.enabled = false;
      this.setSource(source, { wanted: false });
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
      this.release(source);
      await this.shape();
    }
    await this.tellServer(source, true);
  }

  private adopt(source: Source, track: MediaStreamTrack): void {
    this.captured[source] = track;
    /* Unplugged, or the browser's own "stop sharing". Another device may be there; if not, say so instead of showing a live button. */
    track.onended = () => void this.lost(source);
    if (source === 'camera') this.set({ self: new MediaStream([track]) });
    if (source === 'screen') this.set({ selfScreen: new MediaStream([track]) });
  }

  private async lost(source: Source): Promise<void> {
    const wasOn = this.state.local[source].on;
    this.release(source);
    this.setSource(source, { wanted: false, problem: source === 'screen' ? null : 'missing' });
    this.tellTruth(source);
    if (source !== 'screen' && wasOn) {
      await this.turn(source, true).catch(() => undefined);
      if (this.state.local[source].on) return;
    }
    void this.tellServer(source, true);
    void this.shape();
  }

  private release(source: Source): void {
    const track = this.captured[source];
    if (track === undefined) return;
    track.onended = null;
    track.stop();
    delete this.captured[source];
    if (source === 'camera') this.set({ self: null });
    if (source === 'screen') this.set({ selfScreen: null });
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
    this.setSource(source, { on });
  }

  /** What the server says of our own tracks: a mute that we did not ask for is the chair's. */
  seen(tracks: Track[]): void {
    for (const source of sources) {
      const mine = tracks.find((t) => t.peer === this.peer && t.source === source);
      const local = this.state.local[source];
      const mutedByServer = (mine?.muted ?? false) && local.wanted && !local.busy;
      if (local.mutedByServer === mutedByServer) continue;
      this.setSource(source, { mutedByServer });
      const track = this.captured[source];
      if (mutedByServer && track !== undefined) track.enabled = false;
      this.tellTruth(source);
    }
  }

  private cameraSize(): Size {
    const s = this.captured.camera?.getSettings() ?? {};
    return { width: s.width ?? 640, height: s.height ?? 360 };
  }

  private prepare(pc: RTCPeerConnection): boolean {
    if (!this.maySend || this.peer === 0) return false;
    const sharing = this.captured.screen !== undefined;
    for (const source of sources) {
      const track = this.captured[source];
      if (track === undefined || this.senders[source] !== undefined) continue;
      const transceiver = pc.addTransceiver(track, { direction: 'sendonly', sendEncodings: encodingsFor(source, budget(), sharing, this.cameraSize()) });
      if (source === 'mic') preferVoice(transceiver);
      this.senders[source] = transceiver;
    }
    return Object.keys(this.senders).length > 0;
  }

  private async exchange(sdp: string): Promise<string> {
    const tracks = (Object.entries(this.senders) as [Source, RTCRtpTransceiver][]).flatMap(([source, t]) => (t.mid === null ? [] : [{ mid: t.mid, source }]));
    const reply = await call('media.publish', { meeting: this.meeting, sdp, tracks }, { repeat: false, timeout: 15_000 });
    /* What was switched off before the server knew the track. */
    for (const { source } of tracks) {
      if (!this.state.local[source].wanted) void this.tellServer(source, true);
    }
    return voiceParameters(reply.sdp);
  }

  /* Sizes and bitrates as they should be now: another budget, a screen shared beside the camera, a server that takes one size only. */
  private async shape(): Promise<void> {
    const sharing = this.captured.screen !== undefined;
    for (const source of ['camera', 'screen'] as const) {
      const sender = this.senders[source]?.sender;
      const p = sender?.getParameters();
      if (sender === undefined || p === undefined || p.encodings.length === 0) continue;
      const plan = encodingsFor(source, budget(), sharing, this.cameraSize(), p.encodings.length);
      if (source === 'camera' && p.encodings.length === 1) Object.assign(p.encodings[0]!, singleLayer(budget(), sharing));
      else for (const e of p.encodings) Object.assign(e, plan.find((x) => x.rid === e.rid) ?? plan[0]);
      (p as { degradationPreference?: string }).degradationPreference = source === 'screen' ? 'maintain-resolution' : 'balanced';
      await sender.setParameters(p).catch((cause: unknown) => console.warn('setParameters', cause));
    }
  }

  private setSource(source: Source, patch: Partial<LocalSource>): void {
    this.set({ local: { ...this.state.local, [source]: { ...this.state.local[source], ...patch } } });
  }

  private set(patch: Partial<LocalState>): void {
    this.state = { ...this.state, ...patch };
    this.changed(this.state);
  }
}

function preferVoice(transceiver: RTCRtpTransceiver): void {
  const all = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const wanted = voiceCodecs(all);
  if (wanted.length === 0 || typeof transceiver.setCodecPreferences !== 'function') return;
  transceiver.setCodecPreferences(wanted);
}
