// SPDX-License-Identifier: GPL-3.0-or-later
// Which transceiver carries which remote track. A track keeps its transceiver while it is wanted, and takes it along when it goes: in
// Chromium a receiver that was inactive once decodes afterwards but shows nothing. The browser itself gives the m-line of a stopped
// transceiver to the next one (RFC 9429 5.2.2), so an SDP does not grow with everybody who ever came and went. Pure.

export type Slot = { kind: 'audio' | 'video'; track: string; transceiver: RTCRtpTransceiver | null };

export const kindOf = (track: string): Slot['kind'] => (track.endsWith('/mic') ? 'audio' : 'video');

export function planReceivers(before: Slot[], want: string[]): { slots: Slot[]; gone: Slot[]; changed: boolean } {
  const wanted = new Set(want);
  const kept = before.filter((s) => wanted.has(s.track));
  const gone = before.filter((s) => !wanted.has(s.track));
  const known = new Set(kept.map((s) => s.track));
  const fresh = want.filter((t) => !known.has(t)).map((track): Slot => ({ kind: kindOf(track), track, transceiver: null }));
  return { slots: [...kept, ...fresh], gone, changed: gone.length > 0 || fresh.length > 0 };
}
