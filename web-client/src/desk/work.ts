// SPDX-License-Identifier: GPL-3.0-or-later
// What stands before a signature (files, certificate, PIN), and signing many at once: shapes of the answers and one function per route.
import { http } from '../api/http';
import { toApiError } from '../api/errors';
import { deskApi, type StepKind, type StepState } from './api';

export type Refused = { code: string; vi: string; en: string };
export type LookFile = {
  step: number; request: number; sha256: string; subject: string; kind_vi: string; kind_en: string; pages: number; code: string | null; lines: string[]; opened: boolean; version: number;
  state: StepState; refused?: Refused;
};
export type Look = { files: LookFile[]; certificate: { subject: string; issuer: string; until: string }; pin: boolean };
/** The page a signature will be on, as it will look, and whose certificate it will be. */
export type Shown = { page: number; top?: number; bottom?: number; type: string; image: string; certificate: Look['certificate'] };
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
  shown: (step: number, signal?: AbortSignal) => http.get<Shown>(`/docs/desk/steps/${step}/shown`, signal),
  signMany: (files: Wish[], pin: string) => http.post<{ results: Signed[] }>('/docs/desk/sign', { files, pin }),
  pin: (signal?: AbortSignal) => http.get<{ set: boolean }>('/docs/pin', signal),
  changePin: (pin: string, old: string) => http.post<{ set: boolean }>('/docs/pin', { pin, old }),
  /** The first one: the session is not enough, the password is asked for again. */
  firstPin: async (pin: string, password: string) => {
    await http.post<object>('/api/confirm', { password });
    return http.post<{ set: boolean }>('/docs/pin', { pin });
  },
};

/** The steps named in the address as they are now: those that wait for my signature first, then what became of the others. null: none can be shown. */
export async function lookAt(steps: number[], signal?: AbortSignal): Promise<Look | null> {
  const waiting = (await deskApi.boxes(signal)).waiting.filter((c) => c.mine?.kind === 'sign' && steps.includes(c.mine.step) && c.sha256 !== null);
  const mine = waiting.map((c) => ({ step: c.mine!.step, seen: c.sha256! }));
  /* Of these nothing was seen: they are asked for their state only. */
  const others = steps.filter((s) => !mine.some((m) => m.step === s)).map((s) => ({ step: s, seen: String(s).padStart(64, '0') }));
  if (steps.length === 0) return null;
  try {
    const look = await workApi.look([...mine, ...others], signal);
    const files = look.files.filter((f) => f.step !== undefined);
    return files.length === 0 ? null : { ...look, files };
  } catch (cause) {
    if (toApiError(cause).code === 'not_found') return null;
    throw cause;
  }
}

/** The common name of a certificate's subject as RFC 2253 writes it. */
export const commonName = (subject: string): string => /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject;
/** And its organisation; '' when none is named. */
export const houseOf = (subject: string): string => /(?:^|,)O=((?:\\.|[^,\\])*)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? '';
