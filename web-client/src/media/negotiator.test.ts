// SPDX-License-Identifier: GPL-3.0-or-later
// The negotiator against a connection that behaves as the standard says: after close() nothing it promised ever settles.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Negotiator } from './negotiator';

class Connection {
  static all: Connection[] = [];
  connectionState = 'new';
  signalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  answers: string[] = [];
  onconnectionstatechange: (() => void) | null = null;
  ontrack: unknown = null;
  private closed = false;
  constructor() { Connection.all.push(this); }
  private settle<T>(value: T): Promise<T> {
    return new Promise((resolve) => setTimeout(() => { if (!this.closed) resolve(value); }, 10));
  }
  createOffer() { return this.settle({ sdp: `offer ${Connection.all.indexOf(this) + 1}` }); }
  setLocalDescription(d: { sdp: string }) { this.localDescription = d; return this.settle(undefined); }
  setRemoteDescription(d: { sdp: string }) { this.answers.push(d.sdp); return this.settle(undefined); }
  become(state: string) { this.connectionState = state; this.onconnectionstatechange?.(); }
  close() { this.closed = true; }
}

beforeEach(() => {
  vi.useFakeTimers();
  Connection.all = [];
  vi.stubGlobal('RTCPeerConnection', Connection);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function make(exchange: (sdp: string) => Promise<string>) {
  const offers: string[] = [];
  const states: string[] = [];
  const n = new Negotiator({
    prepare: () => true,
    exchange: (_pc, sdp) => { offers.push(sdp); return exchange(sdp); },
    onState: (s) => states.push(s),
  });
  return { n, offers, states };
}

describe('negotiation', () => {
  it('goes on with a new connection when the old one was thrown away in mid-offer', async () => {
    const { n, offers } = make(() => Promise.resolve('answer'));
    n.poke();
    await vi.advanceTimersByTimeAsync(5);
    n.restart();
    await vi.advanceTimersByTimeAsync(200);
    expect(offers).toEqual(['offer 2']);
    expect(Connection.all[1]!.answers).toEqual(['answer']);
  });

  it('does not use the answer to an offer of a connection that is gone', async () => {
    let answerFirst: (sdp: string) => void = () => undefined;
    const { n } = make((sdp) => (sdp === 'offer 1' ? new Promise((resolve) => { answerFirst = resolve; }) : Promise.resolve('second')));
    n.poke();
    await vi.advanceTimersByTimeAsync(100);
    n.restart();
    await vi.advanceTimersByTimeAsync(100);
    answerFirst('first');
    await vi.advanceTimersByTimeAsync(100);
    expect(Connection.all.map((c) => c.answers)).toEqual([[], ['second']]);
  });

  it('offers once more for all that changed while an answer was awaited', async () => {
    const { n, offers } = make(() => new Promise((resolve) => setTimeout(() => resolve('answer'), 50)));
    n.poke();
    await vi.advanceTimersByTimeAsync(40);
    n.poke();
    n.poke();
    await vi.advanceTimersByTimeAsync(500);
    expect(offers).toHaveLength(2);
  });

  it('tries again by itself, later and later, while offers are refused', async () => {
    const { n, offers, states } = make(() => Promise.reject(new Error('link_away')));
    n.poke();
    await vi.advanceTimersByTimeAsync(2_000);
    const soon = offers.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(soon).toBeGreaterThanOrEqual(2);
    expect(offers.length).toBeGreaterThan(soon);
    expect(offers.length).toBeLessThan(15);
    expect(states.at(-1)).toBe('failed');
    n.close();
    const end = offers.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offers).toHaveLength(end);
  });

  it('makes a new connection when the old one failed', async () => {
    const { n, offers } = make(() => Promise.resolve('answer'));
    n.poke();
    await vi.advanceTimersByTimeAsync(100);
    Connection.all[0]!.become('connected');
    Connection.all[0]!.become('failed');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(offers).toEqual(['offer 1', 'offer 2']);
  });
});
