// SPDX-License-Identifier: GPL-3.0-or-later
// Microphone, camera and loudspeaker of this machine: asking for them, remembering the choice, and why it did not work.
import { BUDGETS, cameraSize, SCREEN_FPS, type Budget } from './encodings';

export type DeviceKind = 'audioinput' | 'videoinput' | 'audiooutput';
export type CaptureProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

const STORE = 'phien.devices';
type Choice = Partial<Record<DeviceKind, string>> & { micOn?: boolean; cameraOn?: boolean; budget?: Budget };

export function chosen(): Choice {
  try {
    return (JSON.parse(localStorage.getItem(STORE) ?? '{}') ?? {}) as Choice;
  } catch {
    return {};
  }
}

export function choose(patch: Choice): void {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...chosen(), ...patch }));
  } catch {
    /* only this visit, then */
  }
}

export function problemOf(cause: unknown): CaptureProblem {
  if (navigator.mediaDevices === undefined) return 'insecure';
  /* OverconstrainedError is no DOMException in Chromium. */
  const name = typeof cause === 'object' && cause !== null && 'name' in cause ? String(cause.name) : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'unknown';
}

/* The picked device or none of its kind: as a mere wish it may lose against one that fits the wished size better. One that is no longer
 * plugged in must not keep somebody out of the meeting. */
async function openPicked(kind: 'audio' | 'video', rest: MediaTrackConstraints, id: string | undefined): Promise<MediaStreamTrack> {
  const open = async (more: MediaTrackConstraints) => (await navigator.mediaDevices.getUserMedia({ [kind]: { ...rest, ...more } })).getTracks()[0]!;
  if (id === undefined) return open({});
  try {
    return await open({ deviceId: { exact: id } });
  } catch (cause) {
    if (problemOf(cause) !== 'missing') throw cause;
    return open({});
  }
}

export function openMic(): Promise<MediaStreamTrack> {
  return openPicked('audio', { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, chosen().audioinput);
}

export function openCamera(): Promise<MediaStreamTrack> {
  const { width, height } = cameraSize(navigator.hardwareConcurrency);
  return openPicked('video', { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 20, max: 30 } }, chosen().videoinput);
}

export async function openScreen(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: SCREEN_FPS, max: SCREEN_FPS } } });
  const track = stream.getVideoTracks()[0]!;
  track.contentHint = 'text';
  return track;
}

/** How much of the line my pictures may take; remembered on this machine. */
export function budget(): Budget {
  const kept = chosen().budget;
  return kept !== undefined && kept in BUDGETS ? kept : 'normal';
}

export function setBudget(next: Budget): void {
  choose({ budget: next });
}

export async function listDevices(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all.filter((d) => d.kind === kind && d.deviceId !== '');
}

/** Loudness 0..1 of a track, ten times a second; returns the stop function. */
export function meter(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, v) => sum + v * v, 0) / samples.length;
    /* -60 dB … 0 dB on a straight scale: quiet speech moves the bar, a cough does not fill it. */
    const db = 10 * Math.log10(power + 1e-9);
    onLevel(Math.max(0, Math.min(1, (db + 60) / 55)));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

type Sinkable = HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> };

export function routeToSpeaker(element: HTMLMediaElement): void {
  const id = chosen().audiooutput;
  const sinkable = element as Sinkable;
  if (id !== undefined && sinkable.setSinkId !== undefined) void sinkable.setSinkId(id).catch(() => undefined);
}

/** A soft tone: the loudspeaker test, and the call to speak or to vote. */
export function tone(notes: number[] = [523, 659], gain = 0.15): Promise<void> {
  const context = new AudioContext();
  const length = 0.35;
  notes.forEach((hz, i) => {
    const from = context.currentTime + i * length * 0.7;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = hz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(gain, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, from + length);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + length);
  });
  return new Promise((resolve) => setTimeout(() => { void context.close(); resolve(); }, (notes.length * length + 0.3) * 1000));
}
