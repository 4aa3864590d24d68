// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { bars } from './proofs';

describe('bars', () => {
  it('are as long as their share of the longest', () => expect(bars([0, 5, 10])).toEqual([0, 50, 100]));
  it('show what is there at all', () => expect(bars([1, 100_000])).toEqual([3, 100]));
  it('of nothing are none', () => expect(bars([0, 0])).toEqual([0, 0]));
});
