// SPDX-License-Identifier: GPL-3.0-or-later
// Which buttons a person is offered: the same table as meeting-server/core/policy.c, which alone decides.
import type { MeetingState, Role } from '../protocol/generated';

export type RoomAction =
  | 'edit' | 'mark' | 'open' | 'pause' | 'resume' | 'close' | 'runAgenda' | 'present' | 'requestFloor' | 'giveFloor' | 'endOwnSpeech'
  | 'openVote' | 'closeVote' | 'sendMedia' | 'muteOther' | 'record' | 'readMinutes' | 'editMinutes' | 'chat';

type Who = Role | 'speaker';
const desk: Who[] = ['chair', 'secretary'];
const body: Who[] = [...desk, 'delegate'];
const table: Who[] = [...body, 'guest'];
const all: Who[] = [...table, 'technician', 'observer'];
type Row = Partial<Record<MeetingState, Who[]>>;

const rows: Record<RoomAction, Row> = {
  edit: { draft: desk, published: desk, open: desk, paused: desk },
  mark: { published: desk, open: desk, paused: desk },
  open: { published: ['chair'] },
  pause: { open: ['chair'] },
  resume: { paused: ['chair'] },
  close: { open: ['chair'], paused: ['chair'] },
  runAgenda: { open: desk },
  present: { published: desk, open: [...desk, 'speaker'], paused: desk },
  requestFloor: { open: table, paused: table },
  giveFloor: { open: desk },
  endOwnSpeech: { open: [...desk, 'speaker'], paused: [...desk, 'speaker'] },
  openVote: { open: ['chair'] },
  closeVote: { open: ['chair'], paused: ['chair'] },
  sendMedia: { published: [...table, 'technician'], open: [...table, 'technician'], paused: [...table, 'technician'] },
  muteOther: { published: desk, open: desk, paused: desk },
  record: { open: desk, paused: desk },
  readMinutes: { closed: body, archived: body },
  editMinutes: { closed: desk },
  chat: { published: all, open: all, paused: all },
};

export function may(action: RoomAction, role: Role | null, state: MeetingState, hasFloor: boolean): boolean {
  const who = rows[action][state] ?? [];
  return (role !== null && who.includes(role)) || (hasFloor && who.includes('speaker'));
}
