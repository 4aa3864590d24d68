// SPDX-License-Identifier: GPL-3.0-or-later
// Working days of R30 without the holiday calendar: Monday to Friday, in Viet Nam's days. Tết and swap days come with the calendar.
import { dayKey } from '../../ui/format';

/** Whole working days that lie between the day of `from` and the day of `to`, the day of the meeting not counted. */
export function workingDaysBetween(from: number, to: number): number {
  let n = 0;
  for (let d = dayKey(from); d < dayKey(to); d++) {
    const weekday = (d + 3) % 7; /* 0 = Monday */
    if (weekday < 5) n++;
  }
  return n;
}
