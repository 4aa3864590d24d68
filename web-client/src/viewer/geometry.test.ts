// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { currentPage, indexAt, joinLines, layOut, scaleOf, visibleRange } from './geometry';

const A4: [number, number] = [595, 842];
const pages = Array.from({ length: 100 }, () => A4);

describe('layout of the scroll', () => {
  const l = layOut(pages, 1, 900);
  it('centres pages and never lets them touch', () => {
    expect(l.boxes[0]!.left).toBeCloseTo((900 - 595) / 2);
    expect(l.boxes[1]!.top - l.boxes[0]!.top).toBeGreaterThan(842);
  });
  it('finds every page again from its own top', () => {
    l.boxes.forEach((b, i) => expect(indexAt(l.boxes, b.top + 1)).toBe(i));
    expect(currentPage(l.boxes, l.boxes[41]!.top, 700)).toBe(42);
  });
  it('draws a handful of a hundred pages', () => {
    const [a, b] = visibleRange(l.boxes, l.boxes[50]!.top, 700, 700);
    expect(b - a).toBeLessThan(5);
  });
  it('fits width and page', () => {
    expect(scaleOf('width', pages, { width: 627, height: 500 }, 1)).toBeCloseTo(1);
    expect(scaleOf('page', pages, { width: 2000, height: 874 }, 1)).toBeCloseTo(1);
  });
});

describe('a highlight', () => {
  it('is one bar per line', () => {
    expect(joinLines([[0.1, 0.1, 0.1, 0.02], [0.21, 0.1, 0.1, 0.02], [0.1, 0.13, 0.3, 0.02]])).toHaveLength(2);
  });
});
