// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { parseDay, parseMoment, showDay, showMoment } from './moment';

it('reads what people type', () => {
  expect(parseMoment('23/11/2026 08:00')).toBe('2026-11-23T08:00');
  expect(parseMoment('9/1/2026 8h30')).toBe('2026-01-09T08:30');
  expect(parseMoment('09-01-2026, 14h')).toBe('2026-01-09T14:00');
});
it('refuses what is not in the calendar', () => {
  for (const bad of ['31/02/2026 08:00', '23/13/2026 08:00', '23/11/2026 25:00', '23/11/2026', '11/23/2026 08:00', ''])
    expect(parseMoment(bad)).toBe('');
});
it('shows it as dd/MM/yyyy HH:mm', () => expect(showMoment('2026-01-09T08:05')).toBe('09/01/2026 08:05'));

it('reads days as people type them, and as a date field has them', () => {
  expect(parseDay('9/1/2026')).toBe('2026-01-09');
  expect(parseDay(' 27-11-2026 ')).toBe('2026-11-27');
  expect(parseDay('2026-02-28')).toBe('2026-02-28');
  for (const bad of ['31/02/2026', '11/27/2026', '2026-02-30', '27/11', '27/11/26', '27/11/2026 08:00', '']) expect(parseDay(bad)).toBe('');
  expect(showDay('2026-01-09')).toBe('09/01/2026');
  expect(showDay('')).toBe('');
});
