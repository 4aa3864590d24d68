// SPDX-License-Identifier: GPL-3.0-or-later
// The last picture of each track, kept small, for tiles that do not move: taken from a video on the screen when it stops, or fetched for
// a moment by a video of our own. Knows the DOM, not the room.

const WIDTH = 320;
const PATIENCE = 3_000;

export class Stills {
  private readonly pictures = new Map<string, HTMLCanvasElement>();
  private readonly taken = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private version = 0;
  private fetching: { track: string; stop: () => void } | null = null;

  readonly subscribe = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
  readonly getSnapshot = (): number => this.version;

  get(track: string): HTMLCanvasElement | null {
    return this.pictures.get(track) ?? null;
  }

  get takenAt(): ReadonlyMap<string, number> {
    return this.taken;
  }

  get current(): string | null {
    return this.fetching?.track ?? null;
  }

  /** Keeps what the element shows now. */
  keep(track: string, video: HTMLVideoElement, now: number): boolean {
    if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    this.pictures.set(track, canvas);
    this.taken.set(track, now);
    this.told();
    return true;
  }

  /** Waits for one fresh frame of a stream; `done` is called once, with or without it. */
  fetch(track: string, stream: MediaStream, now: () => number, done: () => void): void {
    this.fetching?.stop();
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.className = 'pn-fetch';
    video.setAttribute('aria-hidden', 'true');
    document.body.append(video);
    const began = performance.now();
    const finish = (got: boolean) => {
      if (this.fetching?.track !== track) return;
      clearTimeout(timer);
      this.fetching = null;
      if (got) this.keep(track, video, now());
      else this.taken.set(track, now());
      video.srcObject = null;
      video.remove();
      done();
    };
    const timer = window.setTimeout(() => finish(false), PATIENCE);
    this.fetching = { track, stop: () => finish(false) };
    onFreshFrame(video, began, () => finish(true));
    video.srcObject = stream;
    void video.play().catch(() => undefined);
  }

  forget(known: ReadonlySet<string>): void {
    for (const track of [...this.pictures.keys()].filter((t) => !known.has(t))) {
      this.pictures.delete(track);
      this.taken.delete(track);
    }
  }

  close(): void {
    this.fetching?.stop();
    this.listeners.clear();
  }

  private told(): void {
    this.version++;
    for (const fn of this.listeners) fn();
  }
}

/** Calls once when a frame is shown that came after `since` (performance.now()): a receiver that served another picture before still
 * holds that one. Returns what calls it off. */
export function onFreshFrame(video: HTMLVideoElement, since: number, fn: () => void): () => void {
  let off = false;
  if (typeof video.requestVideoFrameCallback !== 'function') {
    const shown = () => { if (!off && video.currentTime > 0) { video.removeEventListener('timeupdate', shown); fn(); } };
    video.addEventListener('timeupdate', shown);
    return () => { off = true; video.removeEventListener('timeupdate', shown); };
  }
  const look = (_now: number, m: VideoFrameCallbackMetadata) => {
    if (off) return;
    if (m.receiveTime !== undefined && m.receiveTime < since) video.requestVideoFrameCallback(look);
    else fn();
  };
  video.requestVideoFrameCallback(look);
  return () => { off = true; };
}
