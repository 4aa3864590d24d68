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
