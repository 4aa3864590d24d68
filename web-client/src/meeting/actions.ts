// SPDX-License-Identifier: GPL-3.0-or-later
// Which one obvious thing a person can do with a meeting now (DOMAIN 2.1: one obvious action per screen).
import type { MeetingCard } from '../protocol/generated';

export type NextStep = 'join' | 'respond' | 'papers' | 'minutes' | 'edit' | 'none';

const HOUR = 3_600_000;

export function canJoin(m: Pick<MeetingCard, 'state' | 'my_role' | 'starts_at'>, now: number): boolean {
  if (m.my_role === null) return false;
  if (m.state === 'open' || m.state === 'paused') return true;
  /* Chair, secretary and technicians prepare the room as early as they like; technicians 60 minutes before (R40). */
  if (m.state !== 'published') return false;
  return m.my_role === 'chair' || m.my_role === 'secretary' || m.my_role === 'technician' || Date.parse(m.starts_at) - now < HOUR;
}

export function nextStep(m: Pick<MeetingCard, 'state' | 'my_role' | 'my_response' | 'starts_at' | 'documents'>, now: number): NextStep {
  if (m.state === 'draft') return 'edit';
  if (m.state === 'closed' || m.state === 'archived') return 'minutes';
  if (m.state === 'open' || m.state === 'paused') return canJoin(m, now) ? 'join' : 'none';
  if (canJoin(m, now) && Date.parse(m.starts_at) - now < HOUR) return 'join';
  if (m.my_role !== null && m.my_response === null) return 'respond';
  return m.documents > 0 ? 'papers' : 'none';
}
