// SPDX-License-Identifier: GPL-3.0-or-later
// The incoming register over HTTP.
import { http } from '../api/http';
import type { Clock, RequestState, Urgency } from './api';

export type Instruction = {
  id: number; author: string; lead: number; lead_name: string; helpers: string[]; opinion: string; due_on: string | null; at: string; done_at: string | null; report: string | null; mine: boolean; clock?: Clock;
};
/** What answers an arrival, or will; `request` only for those who may open it. */
export type Answer = { request: number | null; state: RequestState; kind_vi: string; kind_en: string; code: string | null; issued_on: string | null; drafter: string; ends: boolean };
export type Arrival = { id: number; number: number; year: number; words: string; mine: boolean };
export type AnswerOf = { answer: (Arrival & { ends: boolean }) | null; choices: Arrival[]; editable: boolean; issued: boolean };
export type Entry = {
  id: number; number: number; year: number; arrived_at: string; from_org: string; from_code: string; code: string; issued_on: string | null; kind: string; subject: string; urgency: Urgency;
  copies: number; due_on: string | null; state: 'registered' | 'assigned' | 'done' | 'refused'; refuse_reason: string | null; unit: string; unit_id: number; document: number; version: number | null; pages: number | null;
  language: string; description: string; signer_title: string; signer_name: string; to_places: string; page_amount: number | null; trace: { OrganId: string; Timestamp: string | null }[];
  verdict: string | null; registered_by: string; instructions: Instruction[]; answers: Answer[]; clock?: Clock; clerk?: boolean; leader?: boolean;
};
export type NewEntry = { from_org: string; from_code?: string; code?: string; issued_on?: string; kind?: string; subject: string; urgency: Urgency; copies: number; due_on?: string; language?: string; description?: string; signer_title?: string; signer_name?: string; to_places?: string };

export const incomingApi = {
  list: (unit: number, year: number, q: string, signal?: AbortSignal) =>
    http.get<{ rows: Entry[]; clerk: boolean; leader: boolean }>(`/docs/registers/${unit}/in?year=${year}&q=${encodeURIComponent(q)}`, signal),
  register: (unit: number, entry: NewEntry) => http.post<{ id: number; number: number; document: number; same: number[] }>(`/docs/registers/${unit}/in`, entry),
  get: (id: number, signal?: AbortSignal) => http.get<Entry>(`/docs/incoming/${id}`, signal),
  check: (id: number) => http.post<object>(`/docs/incoming/${id}/check`),
  instruct: (id: number, body: { lead: number; helpers: number[]; opinion: string; due_on?: string }) => http.post<object>(`/docs/incoming/${id}/instruct`, body),
  refuse: (id: number, comment: string) => http.post<object>(`/docs/incoming/${id}/refuse`, { comment }),
  /** A draft of mine that answers it. */
  answer: (id: number) => http.post<{ request: number }>(`/docs/incoming/${id}/answer`),
  answerOf: (request: number, signal?: AbortSignal) => http.get<AnswerOf>(`/docs/desk/requests/${request}/answer`, signal),
  setAnswer: (request: number, entry: number | null, ends: boolean) => http.put<object>(`/docs/desk/requests/${request}/answer`, entry === null ? { ends } : { entry, ends }),
  report: (instruction: number, comment: string) => http.post<object>(`/docs/instructions/${instruction}/report`, { comment }),
};
