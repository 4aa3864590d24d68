// SPDX-License-Identifier: GPL-3.0-or-later
// The agenda as a tree: made from the flat list of the wire, numbered by place, flattened for drawing and dragging. Pure.
import type { AgendaItem, Id } from '../protocol/generated';

export type Node = { item: AgendaItem; children: Node[] };
export type Row = { item: AgendaItem; depth: number; number: string; index: number; siblings: number };

export function toTree(items: AgendaItem[]): Node[] {
  const nodes = new Map<Id, Node>(items.map((item) => [item.id, { item, children: [] }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.item.parent === null ? undefined : nodes.get(node.item.parent);
    (parent?.children ?? roots).push(node);
  }
  const sort = (list: Node[]) => {
    list.sort((a, b) => a.item.position - b.item.position || a.item.id - b.item.id);
    list.forEach((n) => sort(n.children));
  };
  sort(roots);
  return roots;
}

export function flatten(nodes: Node[], depth = 0, prefix = ''): Row[] {
  return nodes.flatMap((n, index) => {
    const number = `${prefix}${index + 1}`;
    return [{ item: n.item, depth, number, index, siblings: nodes.length }, ...flatten(n.children, depth + 1, `${number}.`)];
  });
}

export function totalMinutes(items: AgendaItem[]): number {
  const parents = new Set(items.map((i) => i.parent));
  /* Only leaves count: a heading's minutes are those of what stands below it. */
  return items.filter((i) => !parents.has(i.id)).reduce((sum, i) => sum + i.minutes, 0);
}

/** The id and all below it: an item cannot move into itself. */
export function subtree(nodes: Node[], id: Id): Set<Id> {
  const out = new Set<Id>();
  const walk = (list: Node[], inside: boolean) => {
    for (const n of list) {
      const hit = inside || n.item.id === id;
      if (hit) out.add(n.item.id);
      walk(n.children, hit);
    }
  };
  walk(nodes, false);
  return out;
}

/** The list as it will be after agenda.move: `position` counts from 0 among the siblings without the moved one. */
export function moved(items: AgendaItem[], id: Id, parent: Id | null, position: number): AgendaItem[] {
  const self = items.find((i) => i.id === id);
  if (!self) return items;
  const siblings = items.filter((i) => i.parent === parent && i.id !== id).sort((a, b) => a.position - b.position || a.id - b.id);
  siblings.splice(Math.max(0, Math.min(position, siblings.length)), 0, { ...self, parent });
  const place = new Map(siblings.map((s, n) => [s.id, n]));
  return items.map((i) => (place.has(i.id) ? { ...i, parent, position: place.get(i.id)! } : i));
}

export type Target = { parent: Id | null; position: number };

/** Where one step of the keyboard takes an item; null when there is no such step. */
export function step(nodes: Node[], id: Id, way: 'up' | 'down' | 'in' | 'out'): Target | null {
  const find = (list: Node[], parent: Node | null, grand: Node[] | null): { list: Node[]; parent: Node | null; grand: Node[] | null } | null => {
    if (list.some((n) => n.item.id === id)) return { list, parent, grand };
    for (const n of list) {
      const hit = find(n.children, n, list);
      if (hit) return hit;
    }
    return null;
  };
  const at = find(nodes, null, null);
  if (!at) return null;
  const index = at.list.findIndex((n) => n.item.id === id);
  const parent = at.parent?.item.id ?? null;
  if (way === 'up') return index > 0 ? { parent, position: index - 1 } : null;
  if (way === 'down') return index < at.list.length - 1 ? { parent, position: index + 1 } : null;
  if (way === 'in') {
    const before = at.list[index - 1];
    return before ? { parent: before.item.id, position: before.children.length } : null;
  }
  if (!at.parent || !at.grand) return null;
  const above = at.parent;
  return { parent: above.item.parent, position: at.grand.findIndex((n) => n === above) + 1 };
}

/** Where a dragged item lands when dropped on another row. */
export function dropTarget(rows: Row[], active: Id, over: Id): Target | null {
  const from = rows.findIndex((r) => r.item.id === active);
  const to = rows.findIndex((r) => r.item.id === over);
  const a = rows[from];
  const b = rows[to];
  if (!a || !b || from === to) return null;
  if (a.item.parent === b.item.parent) return { parent: b.item.parent, position: b.index };
  return { parent: b.item.parent, position: from < to ? b.index + 1 : b.index };
}
