// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's view of the work on proofs: shapes of the answers, one function per route, and what the bars need.
import { http } from '../api/http';
import type { Level, ProofState } from './Proof';

export type ProofDay = { day: string; raised: number; renewed: number; stopped: number };
export type ProofRow = ProofState & {
  document: number; title: string; kind: string; code: string | null; detail: string | null; ends_soon: boolean; updated_at: string;
};
export type Proofs = {
  levels: { level: Level; n: number }[]; states: Record<ProofState['state'], number>; ends_soon: number; renewals: number; days: ProofDay[]; rows: ProofRow[];
};

export const proofsApi = {
  get: (signal?: AbortSignal) => http.get<Proofs>('/docs/proofs', signal),
  retry: (document: number | null) => http.post<{ n: number }>('/docs/proofs/retry', document === null ? {} : { document }),
};

/** Lengths of bars in per cent of the longest; what is there at all can be seen. */
export function bars(values: number[]): number[] {
  const most = Math.max(...values, 1);
  return values.map((v) => (v === 0 ? 0 : Math.max(3, Math.round((100 * v) / most))));
}
