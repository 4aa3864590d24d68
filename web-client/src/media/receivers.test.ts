// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { holdWant, planReceivers, type Slot } from './receivers';

const at = (slots: Slot[]) => slots.map((s) => s.track);

describe('transceivers of remote tracks', () => {
  it('stay while the track is wanted', () => {
    const first = planReceivers([], ['1/camera', '1/mic']);
    expect(at(first.slots)).toEqual(['1/camera', '1/mic']);
    const second = planReceivers(first.slots, ['1/camera', '1/mic', '2/mic']);
    expect(second.slots[0]).toBe(first.slots[0]);
    expect(at(second.slots)).toEqual(['1/camera', '1/mic', '2/mic']);
    expect(planReceivers(second.slots, ['1/camera', '1/mic', '2/mic']).changed).toBe(false);
  });

  it('go with the track, and a track that comes again has a new one', () => {
    const first = planReceivers([], ['1/camera', '1/mic']);
    const second = planReceivers(first.slots, ['1/mic', '2/camera']);
    expect(at(second.gone)).toEqual(['1/camera']);
    const third = planReceivers(second.slots, ['1/mic', '1/camera']);
    expect(at(third.slots)).toEqual(['1/mic', '1/camera']);
    expect(third.slots[1]).not.toBe(first.slots[0]);
    expect(third.slots.map((s) => s.kind)).toEqual(['audio', 'video']);
  });
});

describe('what is wanted while the media server is away', () => {
  const all = ['1/camera', '1/mic', '2/mic'];

  it('stays as it was when everything vanishes at once, and while tracks come back one by one', () => {
    const away = holdWant({ tracks: all, heldUntil: 0 }, [], 1000);
    expect(away.tracks).toEqual(all);
    const half = holdWant(away, ['1/mic'], 1500);
    expect(half.tracks).toEqual(all);
    expect(holdWant(half, all, 1600)).toEqual({ tracks: all, heldUntil: 0 });
  });

  it('is what the room has after a while', () => {
    const away = holdWant({ tracks: all, heldUntil: 0 }, [], 1000);
    expect(holdWant(away, ['1/mic'], away.heldUntil + 1)).toEqual({ tracks: ['1/mic'], heldUntil: 0 });
    expect(holdWant(away, [], away.heldUntil + 1)).toEqual({ tracks: [], heldUntil: 0 });
  });

  it('follows at once when one of several goes', () => {
    expect(holdWant({ tracks: all, heldUntil: 0 }, ['1/mic', '2/mic'], 1000)).toEqual({ tracks: ['1/mic', '2/mic'], heldUntil: 0 });
  });
});
