// SPDX-License-Identifier: GPL-3.0-or-later
// Where pages lie in the continuous scroll, in CSS pixels. Pure arithmetic: no DOM.
import type { Rect } from '../api/docs';

export type Fit = 'width' | 'page';
export type Zoom = Fit | number;
export type Box = { left: number; top: number; width: number; height: number };
export type Layout = { scale: number; boxes: Box[]; width: number; height: number };

const GAP = 16;
const PAD = 16;
/** CSS pixels per point at 100 %. */
const FULL = 96 / 72;
export const ZOOM_MIN = 0.25;
export const ZOOM_MAX = 4;

export function clampZoom(z: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, Math.round(z * 100) / 100));
}

/** Scale in CSS pixels per point. */
export function scaleOf(zoom: Zoom, pages: [number, number][], view: { width: number; height: number }, current: number): number {
  if (typeof zoom === 'number') return zoom * FULL;
  const widest = Math.max(...pages.map((p) => p[0]), 1);
  const room = Math.max(view.width - 2 * PAD, 120);
  if (zoom === 'width') return Math.min(room / widest, ZOOM_MAX * FULL);
  const [w, h] = pages[current - 1] ?? [595, 842];
  return Math.min(room / w, Math.max(view.height - 2 * PAD, 120) / h);
}

export function layOut(pages: [number, number][], scale: number, viewWidth: number): Layout {
  const widest = Math.max(...pages.map((p) => p[0]), 1) * scale;
  const width = Math.max(viewWidth, widest + 2 * PAD);
  let top = PAD;
  const boxes = pages.map(([w, h]) => {
    const box = { left: (width - w * scale) / 2, top, width: w * scale, height: h * scale };
    top += box.height + GAP;
    return box;
  });
  return { scale, boxes, width, height: top - GAP + PAD };
}

/** First index whose bottom lies below y. */
export function indexAt(boxes: Box[], y: number): number {
  let lo = 0;
  let hi = boxes.length - 1;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    const b = boxes[mid]!;
    if (b.top + b.height + GAP > y) hi = mid;
    else lo = mid + 1;
  }
  return Math.max(lo, 0);
}

/** The page that fills most of the upper half of the view; counted from 1. */
export function currentPage(boxes: Box[], scrollTop: number, viewHeight: number): number {
  return boxes.length === 0 ? 1 : indexAt(boxes, scrollTop + viewHeight * 0.4) + 1;
}

export function visibleRange(boxes: Box[], scrollTop: number, viewHeight: number, over: number): [number, number] {
  if (boxes.length === 0) return [0, -1];
  return [indexAt(boxes, scrollTop - over), indexAt(boxes, scrollTop + viewHeight + over)];
}

/** Joins the rectangles of one line; the input is fractions of the page in reading order. */
export function joinLines(rects: Rect[]): Rect[] {
  const out: Rect[] = [];
  for (const [x, y, w, h] of rects) {
    if (w <= 0 || h <= 0) continue;
    const last = out[out.length - 1];
    const sameLine = last !== undefined && Math.abs(last[1] + last[3] / 2 - (y + h / 2)) < Math.min(last[3], h) * 0.6;
    if (sameLine && x >= last[0] - 0.01 && x <= last[0] + last[2] + 0.05) {
      const right = Math.max(last[0] + last[2], x + w);
      const top = Math.min(last[1], y);
      last[3] = Math.max(last[1] + last[3], y + h) - top;
      last[1] = top;
      last[2] = right - last[0];
    } else out.push([x, y, w, h]);
  }
  return out;
}
