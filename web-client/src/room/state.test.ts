// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Events, EventKind, MeetingEvent, RoomSnapshot } from '../protocol/generated';
import { applyEvent, applySignal, fromSnapshot, myBallot, type RoomState } from './state';
import { may } from './rights';

const person = (n: number, votes = true) => ({
  person: n, name: `Người ${n}`, title: '', rank: n, role: 'delegate' as const, site: null, votes, response: null, reason: null, proxy: null,
  attendance: 'absent' as const,
});
const item = (id: number) => ({
  id, parent: null, position: id, number: `${id}.`, title: `Mục ${id}`, minutes: 10, rapporteur: null, internal: false, state: 'pending' as const,
  conclusion: null, started_at: null, ended_at: null,
});
const snapshot: RoomSnapshot = {
  meeting: {
    id: 1, title: 'Phiên họp', kind: 'regular', state: 'published', starts_at: '2026-11-23T01:00:00Z', ends_at: '2026-11-23T03:00:00Z', place: '',
    chair: { id: 1, name: 'Người 1' }, my_role: 'delegate', my_response: null, documents: [], unread: 0, unit: { id: 1, name: 'UBND' }, version: 1,
    description: '', secrecy: 'normal', recording: false, opened_at: null, closed_at: null,
    rule: { quorum_vi: '', quorum_en: '', majority_vi: '', majority_en: '', members: 3, quorum_needed: 2 }, sites: [],
    participants: [person(1), person(2), person(3), person(4, false)], agenda: [item(10), item(11)],
  },
  roster: [], current_item: null, present: null, floor: { queue: [], speaker: null }, vote: null, votes: [],
  attendance: { present: 0, members: 3, quorum_needed: 2, reached: false }, recording: false, tracks: [], chat: [],
};
let seq = 0;
const event = <K extends EventKind>(kind: K, body: Events[K], actor = 1) =>
  ({ type: 'event', meeting: 1, seq: ++seq, at: `2026-11-23T02:00:${String(seq % 60).padStart(2, '0')}Z`, actor, kind, body }) as unknown as MeetingEvent;
const play = (start: RoomState, ...events: MeetingEvent[]) => events.reduce(applyEvent, start);
const room = () => fromSnapshot(snapshot, 2);

describe('a room', () => {
  it('counts only members for the quorum', () => {
    const s = play(room(), event('attendance.changed', { person: 1, attendance: 'present' }), event('attendance.changed', { person: 4, attendance: 'present' }));
    expect(s.attendance).toMatchObject({ present: 1, reached: false });
    expect(play(s, event('attendance.changed', { person: 2, attendance: 'present' })).attendance).toMatchObject({ present: 2, reached: true });
  });

  it('keeps a person with two connections until both are gone', () => {
    const s = play(room(), event('roster.joined', { person: 1, peer: 5 }), event('roster.joined', { person: 1, peer: 6 }), event('roster.left', { person: 1, peer: 5 }));
    expect(s.roster).toEqual([{ person: 1, peers: [6] }]);
    expect(play(s, event('roster.left', { person: 1, peer: 6 })).roster).toEqual([]);
  });

  it('treats one agenda item at a time', () => {
    const s = play(room(), event('agenda.started', { item: 10 }), event('agenda.started', { item: 11 }));
    expect(s.currentItem).toBe(11);
    expect(s.meeting.agenda.map((a) => a.state)).toEqual(['pending', 'current']);
    const done = play(s, event('agenda.concluded', { item: 11, conclusion: 'Thống nhất.' }));
    expect(done.currentItem).toBeNull();
    expect(done.meeting.agenda[1]).toMatchObject({ state: 'done', conclusion: 'Thống nhất.' });
  });

  it('moves a person from the queue to the floor', () => {
    const s = play(room(), event('floor.requested', { request: 1, person: 2 }), event('floor.requested', { request: 2, person: 3 }), event('floor.granted', { person: 2, seconds: 300 }));
    expect(s.floor.queue.map((q) => q.person)).toEqual([3]);
    expect(s.floor.speaker).toMatchObject({ person: 2, seconds: 300 });
    expect(play(s, event('floor.ended', {})).floor.speaker).toBeNull();
  });

  it('counts a changed ballot once and keeps my choice to myself until the close', () => {
    let s = play(room(), event('vote.opened', { vote: 7, item: 10, question: 'Thông qua?', kind: 'named', entitled: 3 }));
    expect(s.vote).toMatchObject({ may_cast: true, my_choice: null, cast: 0 });
    s = myBallot(s, 7, 'yes');
    s = play(s, event('vote.cast', { vote: 7, person: 2 }), event('vote.cast', { vote: 7, person: 2 }), event('vote.cast', { vote: 7, person: 3 }));
    expect(s.vote).toMatchObject({ cast: 2, my_choice: 'yes' });
    const result = { yes: 2, no: 0, abstain: 0, not_cast: 1, entitled: 3, present: 3, members: 3, adopted: true, text_vi: 'Thông qua.', text_en: 'Adopted.', by_name: [] };
    s = play(s, event('vote.closed', { vote: 7, result }));
    expect(s.vote).toBeNull();
    expect(s.votes[0]).toMatchObject({ question: 'Thông qua?', item: 10, result: { adopted: true } });
  });

  it('a page turn moves the presented page and clears the pointer', () => {
    let s = play(room(), event('present.started', { version: 3, page: 1, sha256: 'a'.repeat(64), by: 1 }));
    s = applySignal(s, { type: 'signal', meeting: 1, kind: 'present.pointer', body: { page: 1, x: 0.5, y: 0.5 } }, 5);
    expect(s.pointer).toMatchObject({ page: 1 });
    s = play(s, event('present.paged', { page: 2 }));
    expect(s.present?.page).toBe(2);
    expect(s.pointer).toBeNull();
  });

  it('takes everything off the table when the meeting closes', () => {
    const s = play(room(), event('meeting.opened', {}), event('record.started', {}), event('floor.requested', { request: 1, person: 2 }), event('meeting.closed', {}));
    expect(s).toMatchObject({ recording: false, vote: null, floor: { queue: [], speaker: null } });
    expect(s.meeting.state).toBe('closed');
  });
});

describe('rights', () => {
  it('let the speaker present while the meeting is open, and nobody else of the delegates', () => {
    expect(may('present', 'delegate', 'open', false)).toBe(false);
    expect(may('present', 'delegate', 'open', true)).toBe(true);
    expect(may('present', 'delegate', 'paused', true)).toBe(false);
    expect(may('close', 'secretary', 'open', true)).toBe(false);
  });
});
