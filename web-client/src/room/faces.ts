// SPDX-License-Identifier: GPL-3.0-or-later
// Who can be seen: people in the room and the equipment of sites, in the order that protocol gives them, with the tracks that are theirs. Pure.
import type { Track } from '../protocol/generated';
import { nameOf, participantOf, type RoomState } from './state';
import { faceOfPerson, faceOfSite } from './face-key';

export type Face = {
  key: string;
  person: number | null;
  name: string;
  mine: boolean;
  /** The connection whose line is shown; 0 when there is none. */
  peer: number;
  /** The camera track that is sent now. */
  camera: string | null;
  micOn: boolean;
  speaking: boolean;
  floor: boolean;
};

const faceOfEquipment = (t: Track): string => faceOfSite(t.site ?? t.peer);
export const faceOfTrack = (t: Track): string => (t.person === null ? faceOfEquipment(t) : faceOfPerson(t.person));

/* Me last; before that the floor, the chair, then protocol order. */
function rank(s: RoomState, person: number): number {
  if (person === s.me) return 1e9;
  if (person === s.floor.speaker?.person) return -2;
  if (person === s.meeting.chair.id) return -1;
  return participantOf(s, person)?.rank ?? 1e6;
}

const sent = (tracks: Track[], source: Track['source']) => tracks.find((t) => t.source === source && !t.muted);

export function facesOf(s: RoomState): Face[] {
  const people = s.roster.map((r) => r.person).sort((a, b) => rank(s, a) - rank(s, b) || a - b).map((person): Face => {
    const tracks = s.tracks.filter((t) => t.person === person);
    const camera = sent(tracks, 'camera');
    const peers = s.roster.find((r) => r.person === person)?.peers ?? [];
    return {
      key: faceOfPerson(person), person, name: nameOf(s, person), mine: person === s.me, peer: camera?.peer ?? sent(tracks, 'mic')?.peer ?? peers.at(-1) ?? 0,
      camera: camera?.id ?? null, micOn: sent(tracks, 'mic') !== undefined, speaking: s.speaking === faceOfPerson(person), floor: s.floor.speaker?.person === person,
    };
  });
  const equipment = new Map<string, Track[]>();
  for (const t of s.tracks.filter((x) => x.person === null)) equipment.set(faceOfEquipment(t), [...(equipment.get(faceOfEquipment(t)) ?? []), t]);
  const sites = [...equipment].map(([key, tracks]): Face => ({
    key, person: null, name: tracks[0]!.name ?? s.meeting.sites.find((x) => x.id === tracks[0]!.site)?.name ?? '', mine: false, peer: tracks[0]!.peer,
    camera: sent(tracks, 'camera')?.id ?? null, micOn: sent(tracks, 'mic') !== undefined, speaking: s.speaking === key, floor: false,
  }));
  const mine = people.filter((f) => f.mine);
  return [...people.filter((f) => !f.mine), ...sites.sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true })), ...mine];
}

/** Screens are shared for all to read: first of all. */
export function screenOf(s: RoomState): Track | null {
  return s.tracks.find((t) => t.source === 'screen' && !t.muted && t.person !== s.me) ?? null;
}

/** Pictures that are sent now, most important first: screens, the pinned one, the floor, whoever is heard, the chair, protocol order. */
export function importance(s: RoomState, pinned: string | null): string[] {
  const weight = (t: Track): number => {
    if (t.source === 'screen') return -5;
    if (faceOfTrack(t) === pinned) return -4;
    if (t.person !== null && t.person === s.floor.speaker?.person) return -3;
    if (faceOfTrack(t) === s.speaking) return -2;
    if (t.person === null) return 1e5;
    return t.person === s.meeting.chair.id ? -1 : rank(s, t.person);
  };
  return s.tracks.filter((t) => t.kind === 'video' && !t.muted).sort((a, b) => weight(a) - weight(b) || a.peer - b.peer).map((t) => t.id);
}
