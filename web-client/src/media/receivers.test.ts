// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { planReceivers } from './receivers';

const at = (slots: { track: string | null }[]) => slots.map((s) => s.track);

describe('places of remote tracks', () => {
  it('stay while the track is wanted', () => {
    const first = planReceivers([], ['1/camera', '1/mic']);
    expect(at(first.slots)).toEqual(['1/camera', '1/mic']);
    const second = planReceivers(first.slots, ['1/camera', '1/mic', '2/mic']);
    expect(at(second.slots)).toEqual(['1/camera', '1/mic', '2/mic']);
    expect(planReceivers(second.slots, ['1/camera', '1/mic', '2/mic']).changed).toBe(false);
  });

  it('are taken over only by a track of the same kind', () => {
    const first = planReceivers([], ['1/camera', '1/mic']);
    const second = planReceivers(first.slots, ['2/mic', '3/mic']);
    expect(at(second.slots)).toEqual([null, '2/mic', '3/mic']);
    expect(second.slots.map((s) => s.kind)).toEqual(['video', 'audio', 'audio']);
  });
});
