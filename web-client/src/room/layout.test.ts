// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Face } from './faces';
import { arrange, columns, mainFace } from './layout';
import { shortcutOf } from './shortcuts';

const face = (n: number, more: Partial<Face> = {}): Face => ({
  key: `p${n}`, person: n, name: `Người ${n}`, mine: false, peer: n, camera: `${n}/camera`, micOn: true, speaking: false, floor: false, ...more,
});
const faces = Array.from({ length: 20 }, (_, i) => face(i + 1, { mine: i === 19 }));
const base = { pinned: null, lastHeard: null, page: 0, perPage: 9 };

describe('where the faces stand', () => {
  it('is a strip above what is read, the pinned one first', () => {
    const a = arrange(faces, { ...base, layout: 'strip', hasStage: true, pinned: 'p7' });
    expect(a.kind === 'stage' && a.strip.map((f) => f.key).slice(0, 3)).toEqual(['p7', 'p1', 'p2']);
  });

  it('is a grid when there is nothing to read, a large one when somebody is pinned', () => {
    expect(arrange(faces, { ...base, layout: 'strip', hasStage: false }).kind).toBe('grid');
    const a = arrange(faces, { ...base, layout: 'strip', hasStage: false, pinned: 'p3' });
    expect(a.kind === 'speaker' && a.main.key).toBe('p3');
  });

  it('has pages in the grid, everybody on exactly one, and a page that is gone is the last one', () => {
    const pages = [0, 1, 2].map((page) => arrange(faces, { ...base, layout: 'grid', hasStage: false, page }));
    const keys = pages.flatMap((a) => (a.kind === 'grid' ? a.tiles.map((f) => f.key) : []));
    expect(keys).toEqual(faces.map((f) => f.key));
    const late = arrange(faces.slice(0, 4), { ...base, layout: 'grid', hasStage: false, page: 2 });
    expect(late.kind === 'grid' && [late.page, late.pages]).toEqual([0, 1]);
  });

  it('puts in front the pinned one, the floor, who was heard last; oneself only when alone', () => {
    const some = [face(1), face(2), face(3, { floor: true }), face(4, { mine: true })];
    expect(mainFace(some, 'p2', 'p1')?.key).toBe('p2');
    expect(mainFace(some, null, 'p1')?.key).toBe('p3');
    expect(mainFace(some.map((f) => ({ ...f, floor: false })), null, 'p2')?.key).toBe('p2');
    expect(mainFace(some.map((f) => ({ ...f, floor: false })), null, 'p4')?.key).toBe('p1');
    expect(mainFace([face(4, { mine: true })], null, null)?.key).toBe('p4');
    expect(mainFace([], null, null)).toBe(null);
  });

  it('fills the box', () => {
    expect(columns(1, 1000, 600)).toBe(1);
    expect(columns(4, 1000, 600)).toBe(2);
    expect(columns(9, 1000, 600)).toBe(3);
    expect(columns(2, 400, 900)).toBe(1);
  });
});

describe('shortcuts', () => {
  const press = (key: string, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more });
  const free = { typing: false, control: false, dialog: false };
  it('are letters in either case, and nothing together with Ctrl, Alt or Meta', () => {
    expect(shortcutOf(press('m'), free)).toBe('mic');
    expect(shortcutOf(press('V'), free)).toBe('camera');
    expect(shortcutOf(press('r', { ctrlKey: true }), free)).toBe(null);
    expect(shortcutOf(press('m', { repeat: true }), free)).toBe(null);
  });
  it('are silent while somebody types or a dialog is open', () => {
    expect(shortcutOf(press('m'), { ...free, typing: true })).toBe(null);
    expect(shortcutOf(press(' '), { ...free, dialog: true })).toBe(null);
  });
  it('leave Space to a control that was reached by keyboard', () => {
    expect(shortcutOf(press(' '), { ...free, control: true })).toBe(null);
    expect(shortcutOf(press(' '), free)).toBe('talk');
    expect(shortcutOf(press('m'), { ...free, control: true })).toBe('mic');
  });
});
