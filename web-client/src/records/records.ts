// SPDX-License-Identifier: GPL-3.0-or-later
// Fields of Annex VI, files, books and the handling form over HTTP.
import { http } from '../api/http';
import type { Urgency } from '../desk/api';

export type Receiver = { organ_id: string; organ_name: string };
/** The sixteen groups by their names in Annex VI (R18). */
export type Fields = {
  FileCode: { OrganId: string; FileCatalog: number; FileNotation: string } | null; DocOrdinal: number | null; TypeName: string; CodeNumber: string | null; CodeNotation: string | null;
  IssuedDate: string | null; OrganName: string; Subject: string; Language: string; PageAmount: number | null; Description: string;
  SignerInfo: { Position: string; FullName: string } | null; To: Receiver[]; Priority: Urgency; IssuedAmount: number; DueDate: string | null; recipients: string[]; editable: boolean;
};
export type FieldsInput = { language: string; description: string; issued_amount: number; receivers: Receiver[] };

export type WorkFile = {
  id: number; catalog: number; notation: string; title: string; maintenance: string; rights: string; creator: string; language: string; description: string;
  started_on: string; ended_on: string | null; handover_on: string | null; handover: 'late' | 'soon' | 'later' | null; opened_by: string; documents: number; mine: boolean;
};
export type FileRow = { ordinal: number; added_by: string; at: string; title?: string; request?: number | null; entry?: number | null; code?: string; day?: string | null };
export type NewFile = { catalog: number; notation: string; title: string; maintenance: string; rights?: string; description?: string };

export type BookId = 'out' | 'in' | 'out-handling' | 'in-handling' | 'copies' | 'files' | 'file';
export type Book = { title: string; period: string; columns: { head: string; share: number }[]; rows: string[][] };

export type Opinion = { text: string; by: string };
export type Form = { leader: Opinion[]; head: Opinion[]; officer: Opinion[]; block: 'head' | 'officer' | null };

const period = (from: string, to: string, lang: string) => `from=${from}&to=${to}&lang=${lang}`;

export type Reader = { name: string; title: string; first_at: string; last_at: string };

export const recordsApi = {
  reads: (document: number, signal?: AbortSignal) => http.get<{ reads: Reader[] }>(`/docs/documents/${document}/reads`, signal),
  fields: (request: number, signal?: AbortSignal) => http.get<Fields>(`/docs/desk/requests/${request}/fields`, signal),
  saveFields: (request: number, input: FieldsInput) => http.put<object>(`/docs/desk/requests/${request}/fields`, input),
  same: (unit: number, code: string, from: string, signal?: AbortSignal) =>
    http.get<{ same: { id: number; number: number; year: number }[] }>(`/docs/registers/${unit}/same?code=${encodeURIComponent(code)}&from=${encodeURIComponent(from)}`, signal),
  files: (unit: number, signal?: AbortSignal) => http.get<{ files: WorkFile[] }>(`/docs/units/${unit}/files`, signal),
  file: (id: number, signal?: AbortSignal) => http.get<WorkFile & { unit: string; unit_id: number; rows: FileRow[] }>(`/docs/files/${id}`, signal),
  openFile: (unit: number, file: NewFile) => http.post<{ id: number }>(`/docs/units/${unit}/files`, file),
  put: (file: number, document: number) => http.post<{ ordinal: number }>(`/docs/files/${file}/documents`, { document }),
  close: (file: number) => http.post<object>(`/docs/files/${file}/close`),
  book: (book: BookId, id: number, from: string, to: string, lang: string, signal?: AbortSignal) => http.get<Book>(`/docs/books/${book}/${id}?${period(from, to, lang)}`, signal),
  bookPdf: (book: BookId, id: number, from: string, to: string, lang: string) => `/docs/books/${book}/${id}/pdf?${period(from, to, lang)}`,
  form: (entry: number, lang: string, signal?: AbortSignal) => http.get<Form>(`/docs/incoming/${entry}/form?lang=${lang}`, signal),
  formPdf: (entry: number, lang: string) => `/docs/incoming/${entry}/form/pdf?lang=${lang}`,
  opinion: (entry: number, body: { opinion: string; assignee?: number; due_on?: string }) => http.post<object>(`/docs/incoming/${entry}/opinion`, body),
};
