// SPDX-License-Identifier: GPL-3.0-or-later
// The line test: a noisy picture goes to the real media server in a room of one's own and comes back, over the same ports and the same
// encryption as in a meeting; both browsers' sides are read meanwhile. What comes back cannot be more than what was sent.
import { call } from '../api/client';
import { totals, rtt, wayOf } from './figures';
import type { LineFigures } from './check';

/** Chromium starts at 300 kbit/s and needs some seconds to find what the line bears; the second half is measured. */
const WARM_UP = 7_000;
const MEASURE = 6_000;
const CONNECT = 12_000;
const RATE = 1_500_000;

export class LineTestError extends Error {
  constructor(readonly code: 'blocked' | 'busy') {
    super(code);
  }
}

/* Noise does not compress: the encoder fills the rate it is given, whatever the camera sees. */
function noise(): { track: MediaStreamTrack; stop: () => void } {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 360;
  const context = canvas.getContext('2d')!;
  const grain = context.createImageData(160, 90);
  const small = document.createElement('canvas');
  small.width = 160;
  small.height = 90;
  const draw = () => {
    for (let i = 0; i < grain.data.length; i += 4) {
      grain.data[i] = grain.data[i + 1] = grain.data[i + 2] = Math.random() * 255;
      grain.data[i + 3] = 255;
    }
    small.getContext('2d')!.putImageData(grain, 0, 0);
    context.drawImage(small, 0, 0, 640, 360);
  };
  draw();
  const timer = setInterval(draw, 66);
  const track = canvas.captureStream(15).getVideoTracks()[0]!;
  return { track, stop: () => { clearInterval(timer); track.stop(); } };
}

async function negotiate(pc: RTCPeerConnection, dir: 'pub' | 'sub'): Promise<void> {
  await pc.setLocalDescription(await pc.createOffer());
  const tracks = pc.getTransceivers().map((t) => ({ mid: t.mid ?? '0', source: 'camera' as const }));
  const { sdp } = await call('media.check', { dir, sdp: pc.localDescription!.sdp, tracks }, { repeat: false, timeout: 10_000 });
  await pc.setRemoteDescription({ type: 'answer', sdp });
}

function connected(pc: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LineTestError('blocked')), CONNECT);
    const look = () => {
      if (pc.connectionState === 'connected') { clearTimeout(timer); resolve(); }
      if (pc.connectionState === 'failed') { clearTimeout(timer); reject(new LineTestError('blocked')); }
    };
    pc.addEventListener('connectionstatechange', look);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason as Error); });
    look();
  });
}

const wait = (ms: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason as Error); });
});

type Stat = Record<string, unknown> & { type: string; id: string };
const read = async (pc: RTCPeerConnection) => [...(await pc.getStats()).values()] as Stat[];

/** About 15 s; `progress` 0…1. Rejects with LineTestError when no packet gets through, or with the server's refusal. */
export async function testLine(progress: (part: number) => void, signal: AbortSignal): Promise<LineFigures> {
  const picture = noise();
  const up = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const down = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const began = performance.now();
  const ticking = setInterval(() => progress(Math.min(0.98, (performance.now() - began) / (WARM_UP + MEASURE + 1_500))), 200);
  try {
    up.addTransceiver(picture.track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: RATE }] });
    await negotiate(up, 'pub');
    await connected(up, signal);
    down.addTransceiver('video', { direction: 'recvonly' });
    await negotiate(down, 'sub');
    await connected(down, signal);
    await wait(WARM_UP, signal);
    const first = { up: totals(await read(up), true, performance.now()), down: totals(await read(down), false, performance.now()) };
    await wait(MEASURE, signal);
    const [u, d] = await Promise.all([read(up), read(down)]);
    const at = performance.now();
    const sent = wayOf(first.up, totals(u, true, at), rtt(u));
    const got = wayOf(first.down, totals(d, false, at), rtt(d));
    const jitter = Math.max(0, ...d.filter((s) => s.type === 'inbound-rtp').map((s) => Number(s.jitter ?? 0)));
    return {
      up_kbps: sent.kbps, down_kbps: got.kbps, up_loss_percent: sent.loss_percent, down_loss_percent: got.loss_percent,
      rtt_ms: Math.max(sent.rtt_ms ?? 0, got.rtt_ms ?? 0), jitter_ms: Math.round(jitter * 1000),
    };
  } finally {
    clearInterval(ticking);
    up.close();
    down.close();
    picture.stop();
  }
}
