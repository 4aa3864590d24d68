// SPDX-License-Identifier: GPL-3.0-or-later
// Which transceiver carries which remote track. A track keeps its place while it is wanted; a freed place is taken by the next
// track of the same kind, so that an SDP does not grow with everybody who ever came and went. Pure.

export type Slot = { kind: 'audio' | 'video'; track: string | null; transceiver: RTCRtpTransceiver | null };

export const kindOf = (track: string): Slot['kind'] => (track.endsWith('/mic') ? 'audio' : 'video');

export function planReceivers(before: Slot[], want: string[]): { slots: Slot[]; changed: boolean } {
  const wanted = new Set(want);
  let changed = false;
  const slots = before.map((s) => {
    if (s.track === null || wanted.has(s.track)) return { ...s };
    changed = true;
    return { ...s, track: null };
  });
  const placed = new Set(slots.map((s) => s.track));
  for (const track of want) {
    if (placed.has(track)) continue;
    changed = true;
    const kind = kindOf(track);
    const free = slots.find((s) => s.track === null && s.kind === kind);
    if (free !== undefined) free.track = track;
    else slots.push({ kind, track, transceiver: null });
  }
  return { slots, changed };
}
