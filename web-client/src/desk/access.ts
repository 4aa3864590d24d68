// SPDX-License-Identifier: GPL-3.0-or-later
// Who may sign, number, seal and check the form: shapes of the answers and one function per route.
import { http } from '../api/http';

export type What = 'grant' | 'clerk' | 'checker';
export type Right = { what: What; capacity?: string; kinds?: string[] | null; from_on: string | null; until_on: string | null; basis?: string };
export type Named = { person: number; name: string; title: string; from_on: string; until_on: string | null };
export type Grant = Named & { id: number; capacity: string; giver: string; kinds: string[] | null; basis: string };
export type AccessUnit = {
  id: number; name: string; offices: { person: number; name: string; title: string; standing: string; capacity: string }[]; grants: Grant[]; clerks: Named[]; checkers: Named[];
};
export type Change = {
  id: number; unit: string; what: What; act: 'give' | 'end'; capacity: string; name: string; giver: string | null; basis: string; before: Right[]; after: Right[];
  state: 'proposed' | 'confirmed' | 'refused'; proposed_by: string; proposed_at: string; decided_by: string | null; decided_at: string | null; note: string; may_decide: boolean; own: boolean;
};
export type Access = { admin: boolean; units: AccessUnit[]; changes: Change[] };
export type Proposal = {
  unit: number; what: What; act: 'give' | 'end'; person: number; basis: string; capacity?: string; giver?: number; kinds?: string[]; from?: string; until?: string; grant?: number;
};

export const accessApi = {
  list: (signal?: AbortSignal) => http.get<Access>('/docs/access', signal),
  propose: (change: Proposal) => http.post<{ id: number }>('/docs/access', change),
  confirm: (id: number) => http.post<object>(`/docs/access/${id}/confirm`),
  refuse: (id: number, comment: string) => http.post<object>(`/docs/access/${id}/refuse`, { comment }),
};
