// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it, vi } from 'vitest';
import { dayKey, fmtDateTime, fmtIsoDay, fmtLength, fold, fromLocalInput, initials, isoToday, mondayOf, toLocalInput, yearToday } from './format';

describe('dates', () => {
  it('are the time of Viet Nam wherever the browser is', () => {
    expect(fmtDateTime('2026-11-23T18:30:00Z')).toBe('24/11/2026 01:30');
  });
  it('turn the year at midnight in Viet Nam', () => {
    vi.useFakeTimers({ now: Date.parse('2026-12-31T16:59:59Z') });
    expect([isoToday(), isoToday(1), yearToday()]).toEqual(['2026-12-31', '2027-01-01', 2026]);
    vi.setSystemTime(Date.parse('2026-12-31T17:00:00Z'));
    expect([isoToday(), yearToday(), fmtIsoDay('2027-01-01')]).toEqual(['2027-01-01', 2027, '01/01/2027']);
    vi.useRealTimers();
  });
  it('go through the input field and back unchanged', () => {
    expect(toLocalInput('2026-11-23T01:00:00Z')).toBe('2026-11-23T08:00');
    expect(fromLocalInput('2026-11-23T08:00')).toBe('2026-11-23T01:00:00Z');
    expect(fromLocalInput('')).toBeNull();
  });
  it('begin the week on Monday', () => {
    const sunday = dayKey('2026-11-29T05:00:00Z');
    expect(mondayOf(sunday)).toBe(dayKey('2026-11-23T05:00:00Z'));
    expect(mondayOf(dayKey('2026-11-23T00:00:00Z'))).toBe(dayKey('2026-11-23T05:00:00Z'));
  });
});

describe('lengths', () => {
  it('are written as players do', () => expect([7_400, 61_000, 3_723_000].map(fmtLength)).toEqual(['0:07', '1:01', '1:02:03']));
});

describe('names', () => {
  it('are found without diacritics', () => expect(fold('Nghị quyết ĐỀ ÁN')).toBe('nghi quyet de an'));
  it('have the family and the given initial', () => expect(initials('Nguyễn Thị Ánh')).toBe('NÁ'));
});
