// SPDX-License-Identifier: GPL-3.0-or-later
// Drafts over HTTP: saved against a revision, seen sheet by sheet, and the zones of one that came as a file.
import { http } from '../../api/http';
import type { Draft } from '../api';

export type ZoneKind = 'number' | 'code' | 'day' | 'month' | 'year' | 'date' | 'hand' | 'seal';
/** rect: x0, y0, x1, y1 in thousandths of a point from the bottom left of its page, as PDF counts. */
export type Zone = { kind: ZoneKind; page: number; rect: [number, number, number, number]; found: boolean };
export type DraftFile = { id: number; name: string; kind: 'pdf' | 'docx'; page_count: number; pages: [number, number][]; zones: Zone[]; version: number };
export type Sheet = { pages: number; page: number; image: string };

export const draftApi = {
  create: (draft: Draft) => http.post<{ request: number; document: number; rev: number }>('/docs/desk', draft),
  save: (id: number, rev: number, draft: Draft) => http.put<{ rev: number }>(`/docs/desk/requests/${id}`, { ...draft, rev }),
  sheet: (id: number, page: number, signal?: AbortSignal) => http.get<Sheet>(`/docs/desk/requests/${id}/preview?page=${page}`, signal),
  place: (id: number, file: number, zones: Zone[]) => http.post<{ version: number }>(`/docs/desk/requests/${id}/zones`, { file, zones }),
  originalUrl: (id: number) => `/docs/desk/requests/${id}/original`,
};
