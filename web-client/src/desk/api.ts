// SPDX-License-Identifier: GPL-3.0-or-later
// The signing desk over HTTP: shapes of its answers and one function per route.
import { http } from '../api/http';
import type { DraftFile } from './draft/api';
import type { RichDoc } from './draft/rich';
import type { Level } from './Proof';
import type { Amends } from '../records/amends';

export type Urgency = 'normal' | 'urgent' | 'very_urgent' | 'flash';
export type StepKind = 'content' | 'form' | 'approve' | 'sign' | 'number' | 'seal';
export type StepState = 'waiting' | 'current' | 'done' | 'returned' | 'void';
export type RequestState = 'draft' | 'routing' | 'returned' | 'issued' | 'recalled' | 'cancelled';

export type Secrecy = 'none' | 'confidential' | 'secret' | 'top_secret';
export type Clock = { state: 'running' | 'today' | 'late'; at_once: boolean; days: number; due_at: string };
export type Card = {
  clock?: Clock;
  id: number; kind: string; kind_vi: string; kind_en: string; subject: string; urgency: Urgency; state: RequestState; round: number; unit: string; drafter: string;
  code: string | null; version: number | null; at: string; due_at: string | null; pages: number | null; sha256: string | null; opened: boolean; amends: Amends;
  current: { step: number; kind: StepKind; name: string | null }[]; mine: { step: number; kind: StepKind; for: string | null } | null;
};
export type Box = 'waiting' | 'returned' | 'drafts' | 'sent' | 'done';
export type Step = {
  id: number; round: number; pos: number; kind: StepKind; person: number | null; name: string | null; title: string | null; capacity: string; lines: string[];
  state: StepState; version: number | null; comment: string; acted_by: string | null; at: string | null; passed_from: string | null; pass_reason: string;
};
export type Content = { paragraphs?: string[]; rich?: RichDoc; bases?: string[]; source?: 'text' | 'file'; addressees?: string[]; signer?: number; capacity?: string };
export type Detail = Card & {
  drafter_id: number;
  document: number; unit_id: number; paper: boolean; secrecy: Secrecy; recipients: string[]; body: Content | null; number_first: boolean; clerk: boolean; drafting: boolean; may_recall: boolean;
  rev: number; file: DraftFile | null; meeting: { id: number; title: string } | null; steps: Step[]; versions: { id: number; n: number; sha256: string; page_count: number; at: string }[];
  log: { seq: number; at: string; name: string; act: string; comment: string }[];
  register: { code: string; issued_on: string; sealed_at: string | null; recalled_at: string | null; recall_reason: string | null } | null;
};
export type Options = {
  kinds: { kind: string; vi: string; en: string; abbr: string }[]; units: { id: number; name: string; abbr: string; place: string; clerk: boolean }[];
  people: { id: number; name: string; title: string; checks: boolean }[];
};
export type Signer = { id: number; name: string; title: string; capacities: { capacity: string; grant: number; lines: string[] }[] };
export type Draft = {
  unit?: number; kind: string; subject: string; urgency: Urgency; recipients: string[]; body: Content; number_first: boolean; meeting?: number; item?: number;
};
export type RouteStep = { pos: number; kind: StepKind; person: number; capacity?: string };
export type Row = {
  id: number; code: string; number: number; series: string; issued_on: string; kind_vi: string; kind_en: string; subject: string; signer: string | null; capacity: string; drafter: string;
  recipients: string[]; pages: number | null; version: number | null; level: Level | null; request: number | null; sealed_at: string | null; recalled_at: string | null; recall_reason: string | null; replaced_by: string | null; paper: boolean; secrecy: Secrecy;
};
export type Paper = { kind: string; subject?: string; drafter: number; signer: number; capacity: string; recipients: string[]; urgency: Urgency; pages: number; secrecy: Secrecy };

export type Cert = { subject: string; until: string };
export type Links = { file: string; signed: string; expires_at: string; certs: Cert[] };
export type Intake = {
  state: 'none' | 'waiting' | 'expired' | 'used' | 'returned'; left: number | null; fetched_at: string | null; refused: { code: string; vi: string; en: string } | null; certs: Cert[];
};

export type Credential = { id: number; name: string; subject: string; kind: string; until: string };
export type Remote = {
  state: 'none' | 'waiting' | 'signed' | 'expired' | 'used' | 'returned'; left: number | null; auth: { pin: boolean; otp: boolean; sent?: boolean; app?: boolean; page?: boolean } | null;
  refused: { code: string; vi: string; en: string } | null; credential: Credential | null; credentials: Credential[]; ended: Credential[];
};

/** Something on the desk was done here: what counts it looks again. */
export const DESK_EVENT = 'phien-desk';
export const deskChanged = (): void => void window.dispatchEvent(new Event(DESK_EVENT));

export const deskApi = {
  boxes: (signal?: AbortSignal) => http.get<Record<Box, Card[]>>('/docs/desk', signal),
  count: (signal?: AbortSignal) => http.get<{ waiting: number; returned: number; to_sign: number; access: number; admin: boolean; reminders: number; proofs: number | null }>('/docs/desk/count', signal),
  options: (signal?: AbortSignal) => http.get<Options>('/docs/desk/options', signal),
  signers: (unit: number, kind: string, signal?: AbortSignal) => http.get<{ people: Signer[] }>(`/docs/desk/units/${unit}/signers?kind=${kind}`, signal),
  get: (id: number, signal?: AbortSignal) => http.get<Detail>(`/docs/desk/requests/${id}`, signal),
  create: (draft: Draft) => http.post<{ request: number; document: number }>('/docs/desk', draft),
  compose: (id: number) => http.post<{ version: number }>(`/docs/desk/requests/${id}/compose`),
  submit: (id: number, seen: string, steps: RouteStep[]) => http.post<object>(`/docs/desk/requests/${id}/submit`, { seen, steps }),
  recall: (id: number, comment: string) => http.post<object>(`/docs/desk/requests/${id}/recall`, { comment }),
  cancel: (id: number) => http.post<object>(`/docs/desk/requests/${id}/cancel`),
  done: (step: number, seen: string, comment: string) => http.post<object>(`/docs/desk/steps/${step}/done`, { seen, comment }),
  giveBack: (step: number, seen: string, comment: string) => http.post<object>(`/docs/desk/steps/${step}/return`, { seen, comment }),
  forward: (step: number, to: number, comment: string) => http.post<object>(`/docs/desk/steps/${step}/forward`, { to, comment }),
  /** The leader's signature, the clerk's number, the body's seal. */
  put: (step: number, what: 'sign' | 'number' | 'seal', seen: string, pin?: string) =>
    http.post<{ version: number; code?: string }>(`/docs/desk/steps/${step}/${what}`, pin === undefined || pin === '' ? { seen } : { seen, pin }),
  /** A one-time pair of links for the person's own signing program; they are said once. */
  intake: (step: number, seen: string) => http.post<Links>(`/docs/desk/steps/${step}/intake`, { seen }),
  intakeState: (step: number, signal?: AbortSignal) => http.get<Intake>(`/docs/desk/steps/${step}/intake`, signal),
  bring: (links: Links, file: Blob) => http.put<{ version: number }>(links.signed, file),
  /** A key at the remote signing service: prepare, have a code sent, authorise and sign. */
  remoteState: (step: number, signal?: AbortSignal) => http.get<Remote>(`/docs/desk/steps/${step}/remote`, signal),
  remoteOpen: (step: number, seen: string, credential: number) => http.post<object>(`/docs/desk/steps/${step}/remote`, { seen, credential }),
  remoteCode: (step: number) => http.post<object>(`/docs/desk/steps/${step}/remote/challenge`),
  remoteSign: (step: number, answers: { pin?: string; otp?: string; code?: string; state?: string }) => http.post<{ version: number }>(`/docs/desk/steps/${step}/remote/sign`, answers),
  remotePage: (step: number) => http.post<{ url: string }>(`/docs/desk/steps/${step}/remote/page`),
  /** A document signed on paper gets its number. */
  registerPaper: (unit: number, paper: Paper) => http.post<{ code: string; request: number }>(`/docs/registers/${unit}/out`, paper),
  register: (unit: number, year: number, q: string, signal?: AbortSignal) =>
    http.get<{ rows: Row[]; clerk: boolean }>(`/docs/registers/${unit}/out?year=${year}&q=${encodeURIComponent(q)}`, signal),
};
