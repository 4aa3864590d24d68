// SPDX-License-Identifier: GPL-3.0-or-later
// Zones on a page image: from PDF user space to fractions of the page and back, moved without leaving it. Pure.
import type { Zone } from './api';

export const MM = 72000 / 25.4; /* thousandths of a point */
const SEAL = 36 * MM;

type Rect = Zone['rect'];
/** R4: the seal's right third lies over the left third of the signature. */
export function sealOf([x0, y0, x1, y1]: Rect): Rect {
  const right = x0 + (x1 - x0) / 3;
  const y = (y0 + y1) / 2;
  return [right - SEAL, y - SEAL / 2, right, y + SEAL / 2];
}

/** Fractions from the top left, for CSS. */
export function place([x0, y0, x1, y1]: Rect, [width, height]: [number, number]): { left: string; top: string; width: string; height: string } {
  const pc = (v: number) => `${(v * 100).toFixed(3)}%`;
  return { left: pc(x0 / 1000 / width), top: pc(1 - y1 / 1000 / height), width: pc((x1 - x0) / 1000 / width), height: pc((y1 - y0) / 1000 / height) };
}

/** Moved by dx to the right and dy downwards (thousandths of a point), kept on the page; a signature keeps room for its seal. Where its drafter
 * has put it needs no warning any more. */
export function move(zone: Zone, dx: number, dy: number, [width, height]: [number, number]): Zone {
  const [x0, y0, x1, y1] = zone.rect;
  const hand = zone.kind === 'hand';
  const seal = sealOf(zone.rect);
  const [left, low, high] = hand ? [Math.min(x0, seal[0]), Math.min(y0, seal[1]), Math.max(y1, seal[3])] : [x0, y0, y1];
  const within = (d: number, least: number, most: number) => Math.round(Math.min(Math.max(d, least), Math.max(least, most)));
  const mx = within(dx, -left, width * 1000 - x1);
  const my = within(-dy, -low, height * 1000 - high);
  return { ...zone, rect: [x0 + mx, y0 + my, x1 + mx, y1 + my] as Rect, found: zone.found || mx !== 0 || my !== 0 };
}
