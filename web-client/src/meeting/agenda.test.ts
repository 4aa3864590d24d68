// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { AgendaItem } from '../protocol/generated';
import { dropTarget, flatten, moved, step, subtree, toTree, totalMinutes } from './agenda';

const item = (id: number, parent: number | null, position: number, minutes = 10): AgendaItem => ({
  id, parent, position, minutes, number: '', title: `m${id}`, rapporteur: null, internal: false, state: 'pending', conclusion: null, started_at: null, ended_at: null,
});
const items = [item(3, 1, 1), item(2, null, 2), item(1, null, 1, 99), item(4, 1, 2), item(5, 4, 1)];

describe('agenda', () => {
  it('is numbered by place at every depth', () => {
    expect(flatten(toTree(items)).map((r) => `${r.number}:${r.item.id}`)).toEqual(['1:1', '1.1:3', '1.2:4', '1.2.1:5', '2:2']);
  });
  it('counts the minutes of leaves only', () => expect(totalMinutes(items)).toBe(30));
  it('knows what must not become its own parent', () => expect([...subtree(toTree(items), 1)].sort()).toEqual([1, 3, 4, 5]));
  it('keeps an item whose parent is unknown', () => expect(flatten(toTree([item(9, 77, 1)]))).toHaveLength(1));
});

describe('moving', () => {
  const order = (list: AgendaItem[]) => flatten(toTree(list)).map((r) => `${r.number}:${r.item.id}`).join(' ');
  const tree = toTree(items);
  it('up and down stay among siblings', () => {
    expect(step(tree, 1, 'up')).toBeNull();
    const t = step(tree, 2, 'up')!;
    expect(order(moved(items, 2, t.parent, t.position))).toBe('1:2 2:1 2.1:3 2.2:4 2.2.1:5');
  });
  it('in makes it the last child of the one above, out puts it behind its parent', () => {
    expect(step(tree, 2, 'in')).toEqual({ parent: 1, position: 2 });
    expect(step(tree, 5, 'out')).toEqual({ parent: 1, position: 2 });
    expect(step(tree, 3, 'in')).toBeNull();
  });
  it('dropping on a row of another level takes its level', () => {
    const t = dropTarget(flatten(tree), 2, 4)!;
    expect(order(moved(items, 2, t.parent, t.position))).toBe('1:1 1.1:3 1.2:2 1.3:4 1.3.1:5');
  });
});
