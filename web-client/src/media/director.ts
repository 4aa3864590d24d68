// SPDX-License-Identifier: GPL-3.0-or-later
// Which pictures are decoded, which stand still, which are only subscribed. Never more than nine are decoded (DOMAIN 2.3, screen 10):
// the most important of those on the screen move; of the others one at a time is fetched for a moment, so that each still is renewed
// about every ten seconds. Pure.

export const MAX_DECODED = 9;
/** Subscribed ones beyond the decoded wait with width 0: coming back to them costs a key frame, not a negotiation. */
const MAX_SUBSCRIBED = 24;
/** An offer may have 50,000 characters (protocol); one voice takes about 800 of them, one picture 2,000. */
const OFFER = 47_000;
const VOICE = 800;
const PICTURE = 2_000;

export function subscribeLimit(voices: number): number {
  return Math.max(MAX_DECODED, Math.min(MAX_SUBSCRIBED, Math.floor((OFFER - voices * VOICE) / PICTURE)));
}

export type Direction = {
  /** Decoded and moving. */
  live: string[];
  /** On the screen, but as a still. */
  still: string[];
  /** What the peer connection asks for. */
  subscribed: string[];
};

/** `order`: pictures that are sent now, most important first; `visible`: those on the screen; `resting`: switched off at the sender, kept
 * subscribed where room is left so that they are back at once. */
export function direct(order: readonly string[], resting: readonly string[], visible: ReadonlySet<string>, before: readonly string[], limit: number): Direction {
  const shown = order.filter((t) => visible.has(t));
  /* With more on the screen than may move, one decoder is kept for the stills. */
  const moving = shown.length > MAX_DECODED ? MAX_DECODED - 1 : MAX_DECODED;
  const live = shown.slice(0, moving);
  const still = shown.slice(moving);
  const known = new Set([...order, ...resting]);
  const wished = [...live, ...still, ...before.filter((t) => known.has(t)), ...order, ...resting];
  return { live, still, subscribed: [...new Set(wished)].slice(0, limit) };
}

export const STILL_EVERY = 10_000;

/** The still that has waited longest, or null when all are fresh. */
export function nextStill(still: readonly string[], takenAt: ReadonlyMap<string, number>, now: number): string | null {
  const due = still.filter((t) => now - (takenAt.get(t) ?? -Infinity) >= STILL_EVERY);
  due.sort((a, b) => (takenAt.get(a) ?? -Infinity) - (takenAt.get(b) ?? -Infinity));
  return due[0] ?? null;
}
