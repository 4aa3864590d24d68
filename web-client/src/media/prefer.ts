// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the server how large each picture is shown here, so that it sends the layer that fits and nothing for what nobody sees.
// Pure but for the timer handed in; knows no DOM.

export type Shown = { width: number; height: number };
export type Tile = { track: string } & Shown;

/** Bounds of `media.prefer` in the protocol. */
const MAX_TILES = 64;
const MAX_PIXELS = 16_384;
/** A tile that grows by a few pixels wants the same layer. */
const STEP = 16;

const step = (n: number) => Math.min(MAX_PIXELS, Math.ceil(n / STEP) * STEP);

/** Every subscribed picture by name; one that stands nowhere has width 0. Of several places the largest counts. */
export function planTiles(subscribed: readonly string[], places: Iterable<[string, Shown]>, scale: number): Tile[] {
  const largest = new Map<string, Shown>();
  for (const [track, size] of places) {
    const known = largest.get(track);
    if (known === undefined || size.width * size.height > known.width * known.height) largest.set(track, size);
  }
  return [...subscribed].sort().slice(0, MAX_TILES).map((track) => {
    const size = largest.get(track);
    if (size === undefined || size.width <= 0 || size.height <= 0) return { track, width: 0, height: 0 };
    return { track, width: step(size.width * scale), height: step(size.height * scale) };
  });
}

export type PreferOptions = {
  send: (tiles: Tile[]) => Promise<unknown>;
  every: number;
  now: () => number;
  later: (fn: () => void, ms: number) => number;
  forget: (timer: number) => void;
};

/** The newest plan at most each `every` ms, the last one never lost, the same one never twice. After a refusal it is said again with the next change. */
export class Preferences {
  private sent = '';
  private plan: Tile[] = [];
  private timer: number | null = null;
  private last = -Infinity;

  constructor(private readonly o: PreferOptions) {}

  set(tiles: Tile[]): void {
    this.plan = tiles;
    if (this.timer !== null || JSON.stringify(tiles) === this.sent) return;
    this.timer = this.o.later(() => this.flush(), Math.max(0, this.last + this.o.every - this.o.now()));
  }

  /** A new connection knows nothing of what was said on the old one. */
  renew(): void {
    this.sent = '';
    this.set(this.plan);
  }

  close(): void {
    if (this.timer !== null) this.o.forget(this.timer);
    this.timer = null;
    this.plan = [];
  }

  private flush(): void {
    this.timer = null;
    const text = JSON.stringify(this.plan);
    if (text === this.sent) return;
    this.last = this.o.now();
    this.sent = text;
    this.o.send(this.plan).catch(() => { if (this.sent === text) this.sent = ''; });
  }
}
