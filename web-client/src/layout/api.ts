// SPDX-License-Identifier: GPL-3.0-or-later
// What docs-service/layout says of a document's form (Decree 30/2020/NĐ-CP); lengths are millimetres from the top left of the page.
import { http, request } from '../api/http';

export type Words = { vi: string; en: string };
export type Severity = 'breach' | 'warning' | 'open';
export type Finding = { id: string; rule: string; severity: Severity; page: number; rect: [number, number, number, number] | null; count: number; what: Words; found: Words; asked: Words; clause: Words };
export type LayoutReport = {
  verdict: 'official' | 'not_official' | 'scanned' | 'attached'; state: 'clean' | 'warnings' | 'breaches' | 'not_judged'; text: Words; type: string; pages: number; judged_pages: number;
  counts: Record<Severity, number>; rules: { rule: string; state: 'ok' | Severity | 'none' }[]; findings: Finding[];
};

/** A place on a page, in points, as the viewer counts. */
export type Place = { page: number; rect: [number, number, number, number] | null };

const POINTS = 72 / 25.4;
export const placeOf = (f: Finding): Place => ({ page: Math.max(f.page, 1), rect: f.rect === null ? null : [f.rect[0] * POINTS, f.rect[1] * POINTS, f.rect[2] * POINTS, f.rect[3] * POINTS] });

export const layoutApi = {
  /** own: composed by this house, whose seal has a known size. */
  version: (id: number, own: boolean, signal?: AbortSignal) => http.get<LayoutReport>(`/docs/versions/${id}/layout${own ? '?own=1' : ''}`, signal),
  file: (file: Blob, signal?: AbortSignal) => request<LayoutReport>('POST', '/docs/check/layout', file, signal),
};
