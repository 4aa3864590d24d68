// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { holdWant, planReceivers, planVoices, type Slot } from './receivers';

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

describe('voices of a large room', () => {
  const mics = (n: number) => Array.from({ length: n }, (_, i) => `${i + 1}/mic`);
  const slots = ['loud/1', 'loud/2', 'loud/3', 'loud/4', 'loud/5', 'loud/6', 'loud/7', 'loud/8'];

  it('come one by one up to 24, in slots above, and one by one again below 16', () => {
    expect(planVoices([], mics(24))).toEqual(mics(24));
    expect(planVoices(mics(24), mics(25))).toEqual(slots);
    expect(planVoices([], mics(300))).toEqual(slots);
    expect(planVoices(slots, mics(16))).toEqual(slots);
    expect(planVoices(slots, mics(15))).toEqual(mics(15));
    expect(planVoices(mics(15), mics(20))).toEqual(mics(20));
  });

  it('are sound', () => {
    const { slots: receivers } = planReceivers([], [...slots, '3/camera']);
    expect(receivers.map((s) => s.kind)).toEqual([...slots.map(() => 'audio'), 'video']);
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
