// SPDX-License-Identifier: GPL-3.0-or-later
// How good a line is, in three words, and when a line is so poor for so long that pictures should rest. Pure: time is handed in.

export type Level = 'good' | 'fair' | 'poor';
export type Line = { level: Level; loss_percent: number; rtt_ms: number; kbps: number; limited?: boolean };
/** Both directions of one connection as far as the server has told them. */
export type Quality = { up?: Line; down?: Line };

const order: Level[] = ['good', 'fair', 'poor'];

export function worse(a: Level, b: Level): Level {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** What others see of a person is how well his pictures leave him; for oneself the worse of both ways counts. */
export function levelOf(q: Quality | undefined, mine: boolean): Level | null {
  if (q === undefined) return null;
  if (!mine) return q.up?.level ?? null;
  if (q.up === undefined) return q.down?.level ?? null;
  return q.down === undefined ? q.up.level : worse(q.up.level, q.down.level);
}

const POOR_FOR = 10_000;
/** Who has taken the pictures back by hand is not overruled again at once. */
const RESPECT = 120_000;

export type AutoLow = { poorSince: number | null; refusedUntil: number };
export const autoLowStart: AutoLow = { poorSince: null, refusedUntil: 0 };

/** Fed with each look at one's own line; `drop` says that low-bandwidth mode should begin now. */
export function watchLine(state: AutoLow, level: Level | null, now: number): { state: AutoLow; drop: boolean } {
  if (level !== 'poor') return { state: state.poorSince === null ? state : { ...state, poorSince: null }, drop: false };
  if (state.poorSince === null) return { state: { ...state, poorSince: now }, drop: false };
  const drop = now - state.poorSince > POOR_FOR && now >= state.refusedUntil;
  return { state: drop ? { ...state, poorSince: null } : state, drop };
}

export function refuseLow(state: AutoLow, now: number): AutoLow {
  return { ...state, poorSince: null, refusedUntil: now + RESPECT };
}
