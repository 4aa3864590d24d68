// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { levelFrom, totals, wayOf } from './figures';
import { autoLowStart, levelOf, refuseLow, watchLine, type Level, type Line } from './quality';

const line = (level: Level): Line => ({ level, loss_percent: 0, rtt_ms: 20, kbps: 500 });

describe('how good a line is', () => {
  it('is the worse way for oneself, the outgoing way for others', () => {
    const q = { up: line('good'), down: line('poor') };
    expect(levelOf(q, true)).toBe('poor');
    expect(levelOf(q, false)).toBe('good');
    expect(levelOf({ down: line('fair') }, true)).toBe('fair');
    expect(levelOf(undefined, true)).toBe(null);
  });

  it('counts loss and delay', () => {
    expect(levelFrom({ kbps: 0, loss_percent: 0, rtt_ms: null })).toBe('good');
    expect(levelFrom({ kbps: 0, loss_percent: 4, rtt_ms: 20 })).toBe('fair');
    expect(levelFrom({ kbps: 0, loss_percent: 0, rtt_ms: 900 })).toBe('poor');
    expect(levelFrom({ kbps: 0, loss_percent: 12, rtt_ms: 20 })).toBe('poor');
  });

  it('is read from what grew since the last look', () => {
    const at = (bytes: number, packets: number, lost: number, when: number) =>
      totals([{ type: 'inbound-rtp', id: 'a', bytesReceived: bytes, packetsReceived: packets, packetsLost: lost, mid: '0' }], false, when);
    expect(wayOf(at(1000, 10, 5, 1000), at(126_000, 100, 15, 2000), 42)).toEqual({ kbps: 1000, loss_percent: 10, rtt_ms: 42 });
  });
});

describe('low-bandwidth mode begins by itself', () => {
  const play = (levels: [number, Level | null][], start = autoLowStart) => {
    let state = start;
    const drops: number[] = [];
    for (const [now, level] of levels) {
      const r = watchLine(state, level, now);
      state = r.state;
      if (r.drop) drops.push(now);
    }
    return { drops, state };
  };

  it('after more than ten poor seconds in a row, once', () => {
    expect(play([[0, 'poor'], [5_000, 'poor'], [10_000, 'poor'], [10_500, 'poor'], [11_000, 'poor']]).drops).toEqual([10_500]);
  });

  it('not when the line recovers in between or is not known', () => {
    expect(play([[0, 'poor'], [6_000, 'fair'], [7_000, 'poor'], [16_000, 'poor'], [16_500, null], [18_000, 'poor']]).drops).toEqual([]);
  });

  it('not for two minutes after somebody wanted the pictures back', () => {
    const { drops } = play([[1_000, 'poor'], [12_000, 'poor'], [119_000, 'poor'], [121_500, 'poor']], refuseLow(autoLowStart, 1_000));
    expect(drops).toEqual([121_500]);
  });
});
