// SPDX-License-Identifier: GPL-3.0-or-later
// Which transceiver carries which remote track. A track keeps its transceiver while it is wanted, and takes it along when it goes: in
// Chromium a receiver that was inactive once decodes afterwards but shows nothing. The browser itself gives the m-line of a stopped
// transceiver to the next one (RFC 9429 5.2.2), so an SDP does not grow with everybody who ever came and went. Pure.

export type Slot = { kind: 'audio' | 'video'; track: string; transceiver: RTCRtpTransceiver | null };

export const kindOf = (track: string): Slot['kind'] => (track.endsWith('/mic') || track.startsWith('loud/') ? 'audio' : 'video');

/* An m-line for each microphone fits an offer for some fifty of them. In larger rooms eight voice slots are received, in which the media
 * server puts whoever is heard. */
const SLOTS = Array.from({ length: 8 }, (_, i) => `loud/${i + 1}`);
const SLOTS_ABOVE = 24;
const SINGLE_BELOW = 16;

/** Which sound to receive of a room with these microphones; `before` is what it said last. */
export function planVoices(before: string[], mics: string[]): string[] {
  const slots = before[0] === SLOTS[0];
  if (mics.length > SLOTS_ABOVE || (slots && mics.length >= SINGLE_BELOW)) return SLOTS;
  return mics;
}

/* All at once gone is a media server that died, not everybody leaving: what was received is asked for again at once when it is back,
 * without waiting for each track to be told anew. */
const HOLD_MS = 3_000;

export type Want = { tracks: string[]; heldUntil: number };

/** What to receive when `told` is what the room has: held on to for a while when everything vanished together. */
export function holdWant(before: Want, told: string[], now: number): Want {
  const missing = before.tracks.filter((t) => !told.includes(t));
  if (missing.length === 0) return { tracks: told, heldUntil: 0 };
  const heldUntil = told.length === 0 && before.heldUntil === 0 ? now + HOLD_MS : before.heldUntil;
  return heldUntil > now ? { tracks: [...told, ...missing].sort(), heldUntil } : { tracks: told, heldUntil: 0 };
}

export function planReceivers(before: Slot[], want: string[]): { slots: Slot[]; gone: Slot[]; changed: boolean } {
  const wanted = new Set(want);
  const kept = before.filter((s) => wanted.has(s.track));
  const gone = before.filter((s) => !wanted.has(s.track));
  const known = new Set(kept.map((s) => s.track));
  const fresh = want.filter((t) => !known.has(t)).map((track): Slot => ({ kind: kindOf(track), track, transceiver: null }));
  return { slots: [...kept, ...fresh], gone, changed: gone.length > 0 || fresh.length > 0 };
}
