// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from 'vitest';
import type { Zone } from './api';
import { move, place, sealOf } from './zones';

const A4: [number, number] = [595, 842];
const hand: Zone = { kind: 'hand', page: 1, rect: [300000, 100000, 420000, 160000], found: true };

test('the seal lies over the left third of the signature, in true size', () => {
  const seal = sealOf(hand.rect);
  expect(seal[2]).toBe(340000);
  expect((seal[2] - seal[0]) / 1000 / 72 * 25.4).toBeCloseTo(36, 6);
});

test('a zone is moved to the right and downwards and never leaves its page', () => {
  expect(move(hand, 10000, 5000, A4).rect).toEqual([310000, 95000, 430000, 155000]);
  expect(move(hand, 1e9, 0, A4).rect[2]).toBe(595000);
  const corner = move(hand, -1e9, 1e9, A4);
  expect(Math.min(...sealOf(corner.rect))).toBeGreaterThanOrEqual(-1);
  expect(move({ ...hand, found: false }, 0, 0, A4).found).toBe(false);
  expect(move({ ...hand, found: false }, 1000, 0, A4).found).toBe(true);
});

test('PDF counts from below, the page image from above', () => {
  expect(place([0, 842000 - 84200, 59500, 842000], A4)).toEqual({ left: '0.000%', top: '0.000%', width: '10.000%', height: '10.000%' });
});
