// SPDX-License-Identifier: GPL-3.0-or-later
// What stands before a signature (files, certificate, PIN), and signing many at once: shapes of the answers and one function per route.
import { http } from '../api/http';
import type { StepKind } from './api';

export type Refused = { code: string; vi: string; en: string };
export type LookFile = {
  step: number; request: number; sha256: string; subject: string; kind_vi: string; kind_en: string; pages: number; code: string | null; lines: string[]; opened: boolean; version: number;
  refused?: Refused;
};
export type Look = { files: LookFile[]; certificate: { subject: string; issuer: string; until: string }; pin: boolean };
export type Signed = { step: number; signed: boolean; version?: number; code?: string; vi?: string; en?: string };
export type Wish = { step: number; seen: string };

export type Substitution = {
  id: number; from: string; to: string; scope: 'opinions' | 'all'; from_on: string; until_on: string; reason: string; now: boolean; basis: string | null; unit: string | null;
};
export type Away = { mine: Substitution[]; for_others: Substitution[]; units: { id: number; name: string }[] };
export type AwayWish = { to: number; from: string; until: string; scope: string; reason: string; unit?: number; basis?: string };

export type Reminder = { id: number; kind: 'today' | 'late' | 'answered'; due_at: string; seen: boolean; open: boolean; request: number | null; entry: number | null; step: StepKind | null; subject: string };

export const workApi = {
  reminders: (signal?: AbortSignal) => http.get<{ reminders: Reminder[] }>('/docs/reminders', signal),
  remindersSeen: () => http.post<object>('/docs/reminders/seen'),
  pass: (step: number, wish: { to: number; capacity: string; comment: string; seen: string }) => http.post<object>(`/docs/desk/steps/${step}/pass`, wish),
  away: (signal?: AbortSignal) => http.get<Away>('/docs/desk/away', signal),
  awaySet: (wish: AwayWish) => http.post<{ id: number }>('/docs/desk/away', wish),
  awayEnd: (id: number) => http.post<object>(`/docs/desk/away/${id}/end`),
  look: (files: Wish[], signal?: AbortSignal) => http.post<Look>('/docs/desk/sign/look', { files }, signal),
  signMany: (files: Wish[], pin: string) => http.post<{ results: Signed[] }>('/docs/desk/sign', { files, pin }),
  setPin: (pin: string, old: string) => http.post<{ set: boolean }>('/docs/pin', old === '' ? { pin } : { pin, old }),
};

/** The common name of a certificate's subject as RFC 2253 writes it. */
export const commonName = (subject: string): string => /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject;
