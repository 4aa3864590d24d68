// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { workingDaysBetween } from './workingDays';

it('skips the weekend between Friday and Tuesday', () => {
  expect(workingDaysBetween(Date.parse('2026-11-27T03:00:00Z'), Date.parse('2026-12-01T03:00:00Z'))).toBe(2);
});
it('is nothing on the same day', () => {
  expect(workingDaysBetween(Date.parse('2026-11-23T00:00:00Z'), Date.parse('2026-11-23T09:00:00Z'))).toBe(0);
});
