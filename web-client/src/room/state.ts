// SPDX-License-Identifier: GPL-3.0-or-later
// The room as this tab knows it: a snapshot, then one pure step per recorded event or signal. No DOM, no clock, no network.
import type {
  AgendaItem, Attendance, AttendanceCounts, Choice, MeetingDetail, MeetingEvent, MeetingSignal, Participant, Quality as QualityWord, RoomSnapshot, Track, VoteOpen,
} from '../protocol/generated';
import type { Line, Quality } from '../media/quality';
import { faceOfHeard } from './face-key';

export type Pointer = { page: number; x: number; y: number; person: number | null; at: number };
export type MinutesNews = { drafted: boolean; frozen: boolean; signed: boolean };

export type RoomState = Omit<RoomSnapshot, 'current_item' | 'quality'> & {
  /** Who this tab is; decides about my ballot and my floor. */
  me: number;
  currentItem: number | null;
  /** The face of whoever is heard. */
  speaking: string | null;
  /** Each connection's line as the server sees it, by peer. */
  lines: Record<number, Quality>;
  /** Pictures held back from me because my line is too thin. */
  paused: ReadonlySet<string>;
  pointer: Pointer | null;
  minutes: MinutesNews;
  /** Counts up when the meeting has to be read again (agenda, people or papers changed without telling all). */
  stale: number;
};

export function fromSnapshot(snapshot: RoomSnapshot, me: number, before?: RoomState): RoomState {
  const { current_item, quality, ...rest } = snapshot;
  return {
    ...rest, me, currentItem: current_item, speaking: before?.speaking ?? null, pointer: null,
    lines: (quality ?? []).reduce(withLine, before?.lines ?? {}), paused: new Set(),
    minutes: before?.minutes ?? { drafted: false, frozen: false, signed: false }, stale: before?.stale ?? 0,
  };
}

/* One direction of one line. Levels of those who left stay: a peer number is never used twice. */
function withLine(lines: Record<number, Quality>, q: QualityWord): Record<number, Quality> {
  const { dir, level, loss_percent, rtt_ms, kbps } = q;
  const line: Line = { level, loss_percent, rtt_ms, kbps, ...(q.limited === undefined ? {} : { limited: q.limited }) };
  return { ...lines, [q.peer]: { ...lines[q.peer], [dir]: line } };
}

function withPaused(paused: ReadonlySet<string>, track: string, on: boolean): ReadonlySet<string> {
  if (paused.has(track) === on) return paused;
  return on ? new Set([...paused, track]) : new Set([...paused].filter((t) => t !== track));
}

const patchMeeting = (s: RoomState, patch: Partial<MeetingDetail>): RoomState => ({ ...s, meeting: { ...s.meeting, ...patch } });

export function participantOf(s: RoomState, person: number): Participant | undefined {
  return s.meeting.participants.find((p) => p.person === person);
}

export function nameOf(s: RoomState, person: number): string {
  return participantOf(s, person)?.name ?? s.roster.find((r) => r.person === person)?.name ?? `#${person}`;
}

/** Who is seen or heard; the equipment of a site goes by the name of the site. */
export function trackName(s: RoomState, track: Track): string {
  return track.person === null ? (track.name ?? '') : nameOf(s, track.person);
}

/** Members present against the quorum; used when the server did not send its own counts with the event. */
export function countAttendance(meeting: MeetingDetail, before: AttendanceCounts): AttendanceCounts {
  const present = meeting.participants.filter((p) => p.votes && p.attendance === 'present').length;
  return { ...before, present, reached: present >= before.quorum_needed };
}

function withAttendance(s: RoomState, person: number, attendance: Attendance, more: Partial<Participant>, counts?: AttendanceCounts): RoomState {
  const participants = s.meeting.participants.map((p) => (p.person === person ? { ...p, ...more, attendance } : p));
  const next = patchMeeting(s, { participants });
  return { ...next, attendance: counts ?? countAttendance(next.meeting, s.attendance) };
}

function withItem(s: RoomState, item: number, patch: Partial<AgendaItem>): RoomState {
  return patchMeeting(s, { agenda: s.meeting.agenda.map((a) => (a.id === item ? { ...a, ...patch } : a)) });
}

function startItem(s: RoomState, item: number, at: string): RoomState {
  /* Taking up another item sends the one in hand back to "pending", as the server's core does. */
  const agenda = s.meeting.agenda.map((a): AgendaItem => {
    if (a.id === item) return { ...a, state: 'current', started_at: a.started_at ?? at };
    return a.state === 'current' ? { ...a, state: 'pending' } : a;
  });
  return { ...patchMeeting(s, { agenda }), currentItem: item };
}

function join(s: RoomState, person: number, peer: number, name: string | undefined): RoomState {
  const known = s.roster.find((r) => r.person === person);
  if (known === undefined) return { ...s, roster: [...s.roster, { person, peers: [peer], ...(name === undefined ? {} : { name }) }] };
  if (known.peers.includes(peer)) return s;
  return { ...s, roster: s.roster.map((r) => (r.person === person ? { ...r, peers: [...r.peers, peer] } : r)) };
}

function leave(s: RoomState, person: number, peer: number): RoomState {
  const roster = s.roster
    .map((r) => (r.person === person ? { ...r, peers: r.peers.filter((p) => p !== peer) } : r))
    .filter((r) => r.peers.length > 0);
  return { ...s, roster, tracks: s.tracks.filter((t) => t.peer !== peer) };
}

function openVote(s: RoomState, e: Extract<MeetingEvent, { kind: 'vote.opened' }>): RoomState {
  const b = e.body;
  const mine = b.voters === undefined ? (participantOf(s, s.me)?.votes ?? false) : b.voters.includes(s.me);
  const vote: VoteOpen = {
    vote: b.vote, item: b.item, question: b.question, kind: b.kind, opened_at: e.at, entitled: b.entitled, cast: 0, may_cast: mine,
    my_choice: null, cast_by: [], ...(b.rule_vi === undefined ? {} : { rule_vi: b.rule_vi }), ...(b.rule_en === undefined ? {} : { rule_en: b.rule_en }),
  };
  return { ...s, vote };
}

function ballotSeen(s: RoomState, e: Extract<MeetingEvent, { kind: 'vote.cast' }>): RoomState {
  if (s.vote === null || s.vote.vote !== e.body.vote) return s;
  const by = s.vote.cast_by ?? [];
  const again = by.includes(e.body.person);
  const cast = e.body.cast ?? (again ? s.vote.cast : s.vote.cast + 1);
  return { ...s, vote: { ...s.vote, cast, entitled: e.body.entitled ?? s.vote.entitled, cast_by: again ? by : [...by, e.body.person] } };
}

function closeVote(s: RoomState, e: Extract<MeetingEvent, { kind: 'vote.closed' }>): RoomState {
  const b = e.body;
  const open = s.vote?.vote === b.vote ? s.vote : null;
  const done = {
    vote: b.vote, item: b.item ?? open?.item ?? null, question: b.question ?? open?.question ?? '', kind: open?.kind ?? ('named' as const),
    closed_at: e.at, result: b.result,
  };
  return { ...s, vote: open === null ? s.vote : null, votes: [...s.votes.filter((v) => v.vote !== b.vote), done] };
}

/** The server has taken my ballot; the event tells others only that I voted. */
export function myBallot(s: RoomState, vote: number, choice: Choice): RoomState {
  return s.vote?.vote === vote ? { ...s, vote: { ...s.vote, my_choice: choice } } : s;
}

const withoutRequest = (s: RoomState, person: number) => s.floor.queue.filter((q) => q.person !== person);

export function applyEvent(s: RoomState, e: MeetingEvent): RoomState {
  switch (e.kind) {
    case 'meeting.opened': {
      const next = patchMeeting(s, { state: 'open', opened_at: e.at });
      return e.body.attendance === undefined ? next : { ...next, attendance: e.body.attendance };
    }
    case 'meeting.paused': return patchMeeting(s, { state: 'paused' });
    case 'meeting.resumed': return patchMeeting(s, { state: 'open' });
    case 'meeting.closed': {
      const next = patchMeeting(s, { state: 'closed', closed_at: e.at });
      return { ...next, vote: null, present: null, floor: { queue: [], speaker: null }, recording: false };
    }
    case 'meeting.published': return patchMeeting(s, { state: 'published' });
    case 'meeting.changed': return { ...s, stale: s.stale + 1 };
    case 'agenda.changed':
      return e.body.agenda === undefined ? { ...s, stale: s.stale + 1 } : patchMeeting(s, { agenda: e.body.agenda });
    case 'attendance.changed': {
      const { person, attendance, counts, response, reason, proxy } = e.body;
      const more = { ...(response === undefined ? {} : { response }), ...(reason === undefined ? {} : { reason }), ...(proxy === undefined ? {} : { proxy }) };
      return withAttendance(s, person, attendance, more, counts);
    }
    case 'roster.joined': return join(s, e.body.person, e.body.peer, e.body.name);
    case 'roster.left': return leave(s, e.body.person, e.body.peer);
    case 'agenda.started': return startItem(s, e.body.item, e.at);
    case 'agenda.concluded': {
      const next = withItem(s, e.body.item, { state: 'done', conclusion: e.body.conclusion, ended_at: e.at });
      return { ...next, currentItem: s.currentItem === e.body.item ? null : s.currentItem };
    }
    case 'present.started': return { ...s, present: e.body, pointer: null };
    case 'present.paged': return s.present === null ? s : { ...s, present: { ...s.present, page: e.body.page }, pointer: null };
    case 'present.stopped': return { ...s, present: null, pointer: null };
    case 'floor.requested': {
      const entry = { request: e.body.request, person: e.body.person, asked_at: e.at };
      return { ...s, floor: { ...s.floor, queue: [...withoutRequest(s, e.body.person), entry] } };
    }
    case 'floor.withdrawn': return { ...s, floor: { ...s.floor, queue: withoutRequest(s, e.body.person) } };
    case 'floor.granted': {
      const speaker = { person: e.body.person, granted_at: e.at, seconds: e.body.seconds };
      return { ...s, floor: { queue: withoutRequest(s, e.body.person), speaker } };
    }
    case 'floor.ended': return { ...s, floor: { ...s.floor, speaker: null } };
    case 'vote.opened': return openVote(s, e);
    case 'vote.cast': return ballotSeen(s, e);
    case 'vote.closed': return closeVote(s, e);
    case 'site.checked': return s;
    case 'record.started': return { ...s, recording: true };
    case 'record.stopped': return { ...s, recording: false };
    case 'document.added': {
      const d = e.body.document;
      return patchMeeting(s, { documents: [...s.meeting.documents.filter((x) => x.id !== d.id), d] });
    }
    case 'minutes.drafted': return { ...s, minutes: { ...s.minutes, drafted: true } };
    case 'minutes.updated': return s;
    case 'minutes.frozen': return { ...s, minutes: { ...s.minutes, drafted: true, frozen: true } };
    case 'minutes.signed': return { ...s, minutes: { drafted: true, frozen: true, signed: true } };
    case 'chat.said': {
      const line = { seq: e.seq, at: e.at, person: e.actor ?? 0, text: e.body.text };
      return { ...s, chat: [...s.chat, line].slice(-200) };
    }
  }
}

export function applySignal(s: RoomState, m: MeetingSignal, now: number): RoomState {
  switch (m.kind) {
    case 'present.pointer': return { ...s, pointer: { page: m.body.page, x: m.body.x, y: m.body.y, person: m.body.person ?? null, at: now } };
    case 'media.tracks': return { ...s, tracks: m.body.tracks };
    case 'programme.changed': return { ...s, programme: m.body.programme };
    case 'media.sites': return { ...s, sites_live: m.body.sites };
    case 'media.speaker': return { ...s, speaking: faceOfHeard(m.body) };
    case 'media.quality': return { ...s, lines: withLine(s.lines, m.body) };
    case 'media.paused': return { ...s, paused: withPaused(s.paused, m.body.track, m.body.paused) };
    default: return s;
  }
}
