// SPDX-License-Identifier: GPL-3.0-or-later
// Dates as officials write them: dd/MM/yyyy HH:mm, weeks from Monday, always the time of Viet Nam (+07:00, no summer time),
// wherever the tablet thinks it is. Sorting and searching of Vietnamese names.
import { translate, currentLang } from '../i18n';

const VN = 7 * 3600_000;
const DAY = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');
const shifted = (at: string | number | Date) => new Date(new Date(at).getTime() + VN);

export function fmtDate(at: string | number | Date): string {
  const d = shifted(at);
  return `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`;
}

export function fmtTime(at: string | number | Date): string {
  const d = shifted(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

export function fmtDateTime(at: string | number | Date): string {
  return `${fmtDate(at)} ${fmtTime(at)}`;
}

/** "08:00 – 10:30" or, over midnight, both dates. */
export function fmtSpan(from: string, to: string): string {
  return dayKey(from) === dayKey(to) ? `${fmtTime(from)} – ${fmtTime(to)}` : `${fmtDateTime(from)} – ${fmtDateTime(to)}`;
}

/** Day and hours: "Thứ Hai, 23/11/2026, 08:00 – 10:30", with both days over midnight. */
export function fmtWhen(from: string, to: string): string {
  return dayKey(from) === dayKey(to) ? `${fmtDay(from)}, ${fmtSpan(from, to)}` : `${fmtDay(from)} ${fmtTime(from)} – ${fmtDay(to)} ${fmtTime(to)}`;
}

const WEEKDAYS = {
  vi: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

export function fmtDay(at: string | number | Date): string {
  return `${WEEKDAYS[currentLang()][shifted(at).getUTCDay()]}, ${fmtDate(at)}`;
}

/** Number of the day in Viet Nam; equal for two moments of one day. */
export function dayKey(at: string | number | Date): number {
  return Math.floor((new Date(at).getTime() + VN) / DAY);
}

/** Days as the wire writes them, "2026-11-27": today in Viet Nam or so many days later, its year, and how officials read one. */
export function isoToday(plus = 0): string {
  return shifted(Date.now() + plus * DAY).toISOString().slice(0, 10);
}
export function yearToday(): number {
  return Number(isoToday().slice(0, 4));
}
export function fmtIsoDay(day: string): string {
  return fmtDate(`${day}T00:00:00+07:00`);
}

export function dayStart(key: number): Date {
  return new Date(key * DAY - VN);
}

/** Day number of the Monday of that week. 1970-01-01 was a Thursday. */
export function mondayOf(key: number): number {
  return key - ((key + 3) % 7);
}

/** Value of <input type="datetime-local"> in Viet Nam time, and back to the wire. */
export function toLocalInput(at: string | number | Date): string {
  return shifted(at).toISOString().slice(0, 16);
}
export function fromLocalInput(value: string): string | null {
  /* Chromium reads the most surprising strings as dates; only the field's own form is one. */
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)) return null;
  const t = Date.parse(`${value}:00Z`);
  return Number.isNaN(t) ? null : new Date(t - VN).toISOString().replace('.000Z', 'Z');
}

export function fmtMinutes(minutes: number): string {
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  if (h === 0) return translate('common:duration.minutes', { m });
  return m === 0 ? translate('common:duration.hours', { h }) : translate('common:duration.both', { h, m });
}

/** Length of a recording to the second, as players write it: "0:07", "1:02:03". */
export function fmtLength(ms: number): string {
  const s = Math.floor(ms / 1000);
  const m = Math.floor(s / 60);
  return m < 60 ? `${m}:${two(s % 60)}` : `${Math.floor(m / 60)}:${two(m % 60)}:${two(s % 60)}`;
}

export function fmtSize(bytes: number): string {
  const number = (n: number) => n.toLocaleString(currentLang() === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 });
  return bytes < 1024 * 1024 ? `${number(Math.max(1, Math.round(bytes / 1024)))} kB` : `${number(bytes / 1024 / 1024)} MB`;
}

export const collator = new Intl.Collator('vi');

/** For search without diacritics: "nghị quyết" and "NGHI QUYET" become the same. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** Protocol order: rank of the post first, then the given name as the dictionary has it. */
export function byRank(a: { rank: number; name: string }, b: { rank: number; name: string }): number {
  return a.rank - b.rank || collator.compare(a.name, b.name);
}

/** Two letters for a round picture: family-first names are known by their last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase('vi');
}
