// SPDX-License-Identifier: GPL-3.0-or-later
// Where the faces stand: a strip above the document (default), one large, or a grid with pages. Pure.
import type { Face } from './faces';

export type Layout = 'strip' | 'speaker' | 'grid';
export const LAYOUTS: Layout[] = ['strip', 'speaker', 'grid'];

export type Arrangement =
  | { kind: 'stage'; strip: Face[] }
  | { kind: 'speaker'; main: Face; strip: Face[] }
  | { kind: 'grid'; tiles: Face[]; page: number; pages: number };

/** Who is large: the pinned one, who has the floor, who was heard last, the chair (first by order); never oneself while others are there. */
export function mainFace(faces: readonly Face[], pinned: string | null, lastHeard: string | null): Face | null {
  const by = (fits: (f: Face) => boolean) => faces.find(fits);
  return by((f) => f.key === pinned) ?? by((f) => f.floor && !f.mine) ?? by((f) => f.key === lastHeard && !f.mine) ?? faces[0] ?? null;
}

export function arrange(faces: readonly Face[], o: { layout: Layout; hasStage: boolean; pinned: string | null; lastHeard: string | null; page: number; perPage: number }): Arrangement {
  const first = (key: string | null) => [...faces.filter((f) => f.key === key), ...faces.filter((f) => f.key !== key)];
  if (o.layout === 'strip' && o.hasStage) return { kind: 'stage', strip: first(o.pinned) };
  /* Nothing to read: whoever is pinned stands alone, otherwise all. */
  if (o.layout === 'speaker' || (o.layout === 'strip' && faces.some((f) => f.key === o.pinned))) {
    const main = mainFace(faces, o.pinned, o.lastHeard);
    if (main !== null) return { kind: 'speaker', main, strip: faces.filter((f) => f !== main) };
  }
  const ordered = first(o.pinned);
  const pages = Math.max(1, Math.ceil(ordered.length / o.perPage));
  const page = Math.min(Math.max(0, o.page), pages - 1);
  return { kind: 'grid', tiles: ordered.slice(page * o.perPage, (page + 1) * o.perPage), page, pages };
}

/** Columns that make the tiles of a 16:9 grid as large as the box allows. */
export function columns(count: number, width: number, height: number, gap = 12): number {
  let best = 1;
  let area = 0;
  for (let c = 1; c <= Math.max(1, count); c++) {
    const rows = Math.ceil(count / c);
    const w = Math.min((width - gap * (c - 1)) / c, (((height - gap * (rows - 1)) / rows) * 16) / 9);
    if (w > area + 0.5) {
      area = w;
      best = c;
    }
  }
  return best;
}
