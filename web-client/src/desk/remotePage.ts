// SPDX-License-Identifier: GPL-3.0-or-later
// On the way to a page of the remote signing service and back: which document it was, and the state the service must bring back (RFC 6749 10.12).
// Kept in this tab only, for one return.
import { deskApi } from './api';

const KEY = 'phien.remote';
export type Way = { request: number; step: number; state: string };

export async function leaveFor(request: number, step: number): Promise<void> {
  const { url } = await deskApi.remotePage(step);
  const way: Way = { request, step, state: new URL(url).searchParams.get('state') ?? '' };
  sessionStorage.setItem(KEY, JSON.stringify(way));
  window.location.assign(url);
}

/** The way that was left for, taken once. */
export function takeWay(): Way | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  try {
    const way = JSON.parse(text ?? 'null') as Way | null;
    return way !== null && Number.isInteger(way.request) && Number.isInteger(way.step) && way.state !== '' ? way : null;
  } catch {
    return null;
  }
}

/** What the service brought back: its code, when it answers what this tab asked. */
export function answerOf(query: string, way: Way | null): { code: string; state: string } | 'refused' | 'unknown' {
  const q = new URLSearchParams(query), state = q.get('state') ?? '', code = q.get('code') ?? '';
  if (way === null || state === '' || state !== way.state) return 'unknown';
  return code === '' ? 'refused' : { code, state };
}
