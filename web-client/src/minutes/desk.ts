// SPDX-License-Identifier: GPL-3.0-or-later
// The docs-service's part of the minutes: making the PDF, signing it, checking it.
import { http } from '../api/http';

export type CheckedSignature = {
  signer: string; issuer: string; time: string; integrity: 'ok' | 'broken' | 'unsupported'; level: string;
  trust: 'trusted' | 'unknown_issuer' | 'expired' | 'revoked' | 'weak_digest' | 'not_checked'; covers_file: boolean; changes: string[]; forbidden: string[]; field: string; byte_range: number[];
};
export type CheckReport = { verdict: string; text: { vi: string; en: string }; pages: number; signatures: CheckedSignature[]; token?: string; etsi?: unknown; sha256?: string };

export const desk = {
  render: (meeting: number) => http.post<{ document: number; version: number; rev: number }>(`/docs/meetings/${meeting}/minutes`),
  sign: (version: number, pin: string) => http.post<{ version: number }>(`/docs/versions/${version}/sign`, pin === '' ? {} : { pin }),
  check: (version: number, signal?: AbortSignal) => http.get<CheckReport>(`/docs/versions/${version}/check`, signal),
};
