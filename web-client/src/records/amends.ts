// SPDX-License-Identifier: GPL-3.0-or-later
// What became of an issued document: replaced, corrected, and the way back (R16).
import { http } from '../api/http';

export type AmendLine = { id: number; code: string | null; issued_on: string | null; subject: string; state: string; kind_vi: string; kind_en: string };
export type Amends = { replaces: AmendLine | null; corrects: AmendLine | null; replaced_by: AmendLine | null; corrected_by: AmendLine[] };

export const amend = (request: number, how: 'replace' | 'correct') => http.post<{ request: number }>(`/docs/desk/requests/${request}/amend`, { how });
