// SPDX-License-Identifier: GPL-3.0-or-later
// Attachments of an outgoing document that are files of their own.
import { http } from '../api/http';

export type Attachment = { id: number; title: string; document: number; version: number | null; sha256: string | null; page_count: number | null; sealed: boolean };

export const attachmentsApi = {
  list: (request: number, signal?: AbortSignal) => http.get<{ attachments: Attachment[]; drafting: boolean }>(`/docs/desk/requests/${request}/attachments`, signal),
  add: (request: number, title: string) => http.post<{ id: number; document: number }>(`/docs/desk/requests/${request}/attachments`, { title }),
  remove: (attachment: number) => http.del<object>(`/docs/desk/attachments/${attachment}`),
};
