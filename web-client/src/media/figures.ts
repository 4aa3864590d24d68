// SPDX-License-Identifier: GPL-3.0-or-later
// What the browser itself measures of both connections: rate, loss, round trip since the last look. Pure arithmetic over getStats().
import type { Line, Level } from './quality';

export type Way = { kbps: number; loss_percent: number; rtt_ms: number | null };
export type Picture = { width: number; height: number; fps: number; kbps: number };
export type Figures = { up: Way; down: Way; pictures: Map<string, Picture> };

type Stat = Record<string, unknown> & { type: string; id: string };
type Totals = { at: number; bytes: number; lost: number; packets: number; tracks: Map<string, number> };
const none: Totals = { at: 0, bytes: 0, lost: 0, packets: 0, tracks: new Map() };

const n = (s: Stat, key: string): number => (typeof s[key] === 'number' ? (s[key] as number) : 0);

export function totals(stats: Stat[], up: boolean, at: number): Totals {
  const sum: Totals = { at, bytes: 0, lost: 0, packets: 0, tracks: new Map() };
  for (const s of stats) {
    if (s.type === (up ? 'outbound-rtp' : 'inbound-rtp')) {
      const bytes = n(s, up ? 'bytesSent' : 'bytesReceived');
      sum.bytes += bytes;
      sum.packets += n(s, up ? 'packetsSent' : 'packetsReceived');
      if (!up) sum.lost += n(s, 'packetsLost');
      if (!up && typeof s.mid === 'string') sum.tracks.set(s.mid, bytes);
    } else if (up && s.type === 'remote-inbound-rtp') sum.lost += n(s, 'packetsLost');
  }
  return sum;
}

export function rtt(stats: Stat[]): number | null {
  for (const s of stats)
    if (s.type === 'candidate-pair' && s.nominated === true && typeof s.currentRoundTripTime === 'number') return Math.round(s.currentRoundTripTime * 1000);
  return null;
}

export function wayOf(before: Totals, now: Totals, trip: number | null): Way {
  const ms = Math.max(1, now.at - before.at);
  const lost = Math.max(0, now.lost - before.lost);
  const all = Math.max(0, now.packets - before.packets) + lost;
  return { kbps: before.at === 0 ? 0 : Math.max(0, Math.round(((now.bytes - before.bytes) * 8) / ms)), loss_percent: all === 0 ? 0 : Math.round((1000 * lost) / all) / 10, rtt_ms: trip };
}

/** The browser's own word on a direction, used until the server has told its. */
export function levelFrom(way: Way): Level {
  const trip = way.rtt_ms ?? 0;
  if (way.loss_percent >= 10 || trip >= 800) return 'poor';
  return way.loss_percent >= 3 || trip >= 300 ? 'fair' : 'good';
}

export function lineFrom(way: Way): Line {
  return { level: levelFrom(way), loss_percent: way.loss_percent, rtt_ms: way.rtt_ms ?? 0, kbps: way.kbps };
}

type Ends = { up: RTCPeerConnection | null; down: RTCPeerConnection | null; places: Map<string, string> };

export class FigureReader {
  private before = { up: none, down: none };

  constructor(private readonly ends: () => Ends) {}

  async read(): Promise<Figures> {
    const { up, down, places } = this.ends();
    const all = async (pc: RTCPeerConnection | null) => (pc === null ? [] : ([...(await pc.getStats()).values()] as Stat[]));
    const [u, d] = await Promise.all([all(up), all(down)]);
    const at = performance.now();
    const now = { up: totals(u, true, at), down: totals(d, false, at) };
    const ms = Math.max(1, at - this.before.down.at);
    const pictures = new Map<string, Picture>();
    for (const s of d) {
      const track = typeof s.mid === 'string' ? places.get(s.mid) : undefined;
      if (s.type !== 'inbound-rtp' || s.kind !== 'video' || track === undefined) continue;
      const gained = Math.max(0, n(s, 'bytesReceived') - (this.before.down.tracks.get(String(s.mid)) ?? n(s, 'bytesReceived')));
      pictures.set(track, { width: n(s, 'frameWidth'), height: n(s, 'frameHeight'), fps: Math.round(n(s, 'framesPerSecond')), kbps: Math.round((gained * 8) / ms) });
    }
    const out = { up: wayOf(this.before.up, now.up, rtt(u)), down: wayOf(this.before.down, now.down, rtt(d)), pictures };
    this.before = now;
    return out;
  }
}
