// SPDX-License-Identifier: GPL-3.0-or-later
// Copies with the value of the original (sao y, sao lục, trích sao) over HTTP.
import { http } from '../api/http';

export type CopyKind = 'sao_y' | 'sao_luc' | 'trich_sao';
/** A band of a page, in per cent of its height from the top. */
export type Part = { page: number; from: number; to: number };
export type Copy = { id: number; kind: CopyKind; code: string; version: number; page_count: number; parts: Part[] | null; made_by: string; made_at: string };

export const copiesApi = {
  list: (document: number, signal?: AbortSignal) => http.get<{ copies: Copy[]; clerk: boolean }>(`/docs/documents/${document}/copies`, signal),
  make: (document: number, kind: CopyKind, parts?: Part[]) => http.post<Copy>(`/docs/documents/${document}/copies`, parts === undefined ? { kind } : { kind, parts }),
};
