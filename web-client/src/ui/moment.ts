// SPDX-License-Identifier: GPL-3.0-or-later
// 'dd/MM/yyyy HH:mm' and 'dd/MM/yyyy' to the values of datetime-local and date fields and back. No zone: the caller knows it.
const two = (s: string) => s.padStart(2, '0');

/** '' when it is no moment of the calendar; "9/1/2026 8:5" and "9-1-2026 8h30" are understood. */
export function parseMoment(text: string): string {
  const m = /^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})[\s,]+(\d{1,2})[:hg.](\d{1,2})?\s*$/i.exec(text);
  if (!m) return '';
  const [, d, mo, y, h, mi = '0'] = m as unknown as [string, string, string, string, string, string | undefined];
  const value = `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}`;
  const at = new Date(`${value}:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 16) !== value ? '' : value;
}

export function showMoment(value: string): string {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(value);
  return m ? `${m[3]}/${m[2]}/${m[1]} ${m[4]}` : '';
}

/** '' when it is no day of the calendar; "9/1/2026", "9-1-2026" and "2026-01-09" are understood. */
export function parseDay(text: string): string {
  const iso = /^\s*(\d{4})-(\d\d)-(\d\d)\s*$/.exec(text);
  const m = iso !== null ? [iso[0], iso[3], iso[2], iso[1]] : /^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\s*$/.exec(text);
  if (!m) return '';
  const [, d, mo, y] = m as unknown as [string, string, string, string];
  return parseMoment(`${d}/${mo}/${y} 0:00`).slice(0, 10);
}

export function showDay(value: string): string {
  return showMoment(`${value}T00:00`).slice(0, 10);
}
