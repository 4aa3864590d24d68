// SPDX-License-Identifier: GPL-3.0-or-later
// What I receive: every voice, and the pictures somebody asked for. One transceiver per track; knows one peer connection.
import { call } from '../api/client';
import { routeToSpeaker } from './capture';
import { pictureCodecs, voiceCodecs } from './encodings';
import { Negotiator, type LinkState } from './negotiator';
import { holdWant, planReceivers, type Slot } from './receivers';

export type RemoteState = { receiving: LinkState; needsTap: boolean; videos: ReadonlyMap<string, MediaStream> };
export const remoteStart: RemoteState = { receiving: 'idle', needsTap: false, videos: new Map() };

export class RemoteMedia {
  private readonly audios = new Map<string, HTMLAudioElement>();
  private slots: Slot[] = [];
  private want: string[] = [];
  private heldUntil = 0;
  private holding: number | undefined;
  private entered = false;
  private readonly link: Negotiator;

  constructor(private readonly meeting: number, private state: RemoteState, private readonly changed: (state: RemoteState) => void, private readonly onAnswer: () => void) {
    this.link = new Negotiator({
      prepare: (pc) => this.prepare(pc),
      exchange: (_pc, sdp) => this.exchange(sdp),
      onAnswer: () => this.onAnswer(),
      onState: (receiving) => this.set({ receiving }),
      onFresh: () => this.forget(),
    });
  }

  get pc(): RTCPeerConnection | null {
    return this.link.pc;
  }

  enter(iceServers: RTCIceServer[]): void {
    this.entered = true;
    this.link.iceServers = iceServers;
    this.link.restart();
  }

  restart(): void {
    if (this.entered) this.link.restart();
  }

  close(): void {
    clearTimeout(this.holding);
    this.link.close();
    this.forget();
  }

  /** Track ids to receive; audio and video. */
  setWanted(want: string[]): void {
    const told = [...want].sort();
    const { tracks: next, heldUntil } = holdWant({ tracks: this.want, heldUntil: this.heldUntil }, told, Date.now());
    clearTimeout(this.holding);
    this.heldUntil = heldUntil;
    if (heldUntil > 0) this.holding = window.setTimeout(() => this.setWanted(told), heldUntil - Date.now() + 1);
    if (next.join() === this.want.join()) return;
    this.want = next;
    if (!this.entered) return;
    if (next.length > 0) return this.link.poke();
    /* An offer of stopped m-lines only has no bundle to stand on: alone in the room, the connection goes. */
    this.link.stop();
    this.set({ receiving: 'idle' });
  }

  /** mid of each received track, for statistics. */
  places(): Map<string, string> {
    return new Map(this.slots.flatMap((s) => (s.transceiver?.mid == null ? [] : [[s.transceiver.mid, s.track] as const])));
  }

  private prepare(pc: RTCPeerConnection): boolean {
    const { slots, gone, changed } = planReceivers(this.slots, this.want);
    if (!changed && pc.signalingState === 'stable' && pc.remoteDescription !== null) return false;
    for (const slot of gone) slot.transceiver?.stop();
    for (const slot of slots) slot.transceiver ??= addReceiver(pc, slot.kind);
    this.slots = slots;
    return slots.length > 0;
  }

  private async exchange(sdp: string): Promise<string> {
    const want = this.slots.flatMap((s) => (s.transceiver?.mid == null ? [] : [{ mid: s.transceiver.mid, track: s.track }]));
    const reply = await call('media.subscribe', { meeting: this.meeting, sdp, want }, { repeat: false, timeout: 15_000 });
    this.attach();
    return reply.sdp;
  }

  /* A receiver's track exists from addTransceiver on; it becomes picture and sound when packets arrive. */
  private attach(): void {
    const videos = new Map<string, MediaStream>();
    const heard = new Set<string>();
    for (const { track: id, kind, transceiver } of this.slots) {
      if (transceiver === null) continue;
      const media = transceiver.receiver.track;
      if (kind === 'video') {
        const before = this.state.videos.get(id);
        videos.set(id, before?.getTracks()[0] === media ? before : new MediaStream([media]));
      } else {
        heard.add(id);
        this.play(id, media);
      }
    }
    for (const [id, element] of this.audios) {
      if (heard.has(id)) continue;
      element.srcObject = null;
      this.audios.delete(id);
    }
    this.set({ videos });
  }

  private play(id: string, track: MediaStreamTrack): void {
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

  /** Another loudspeaker was picked. */
  reroute(): void {
    for (const element of this.audios.values()) routeToSpeaker(element);
  }

  private forget(): void {
    this.slots = [];
    for (const element of this.audios.values()) element.srcObject = null;
    this.audios.clear();
    this.set({ videos: new Map() });
  }

  private set(patch: Partial<RemoteState>): void {
    this.state = { ...this.state, ...patch };
    this.changed(this.state);
  }
}

function addReceiver(pc: RTCPeerConnection, kind: Slot['kind']): RTCRtpTransceiver {
  const transceiver = pc.addTransceiver(kind, { direction: 'recvonly' });
  const all = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = kind === 'audio' ? voiceCodecs(all) : pictureCodecs(all);
  if (wanted.length > 0 && typeof transceiver.setCodecPreferences === 'function') transceiver.setCodecPreferences(wanted);
  return transceiver;
}
