// SPDX-License-Identifier: GPL-3.0-or-later
// What is put into a page before its own scripts: media goes through the relay of this person, arriving pictures are counted
// frame by frame, and every peer connection can be asked. The same for the product's page and for the page that calls Janus.
import type { BrowserContext, Page } from 'playwright-core';

const SCRIPT = `(() => {
  const line = window.__line = { peers: [], remote: new Set(), frames: [] };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor (...a) {
      super(...a);
      line.peers.push(this);
      this.addEventListener('track', (e) => line.remote.add(e.track.id));
    }
    async setRemoteDescription (description) {
      if (!description || !description.sdp) return super.setRemoteDescription(description);
      const sdp = await window.__throughRelay(description.sdp);
      return super.setRemoteDescription({ type: description.type, sdp });
    }
  };
  const watched = new WeakSet();
  const watch = (video) => {
    watched.add(video);
    const next = (now, meta) => {
      const track = video.srcObject && video.srcObject.getVideoTracks()[0];
      if (track && line.remote.has(track.id)) line.frames.push({ at: performance.now(), height: meta.height });
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  setInterval(() => { for (const v of document.querySelectorAll('video')) if (!watched.has(v)) watch(v); }, 100);
  line.read = async () => {
    const out = { at: performance.now(), concealed: 0, silent: 0, samples: 0, inserted: 0, energy: 0, audioPackets: 0, audioLost: 0, height: 0, decoded: 0, freezes: 0, frozenMs: 0, videoBytes: 0, sentFrames: {}, sentBytes: 0, frames: line.frames.splice(0) };
    for (const peer of line.peers) {
      if (peer.connectionState === 'closed') continue;
      for (const s of (await peer.getStats()).values()) {
        if (s.type === 'outbound-rtp' && s.kind === 'video') {
          out.sentFrames[s.frameHeight ?? 0] = (out.sentFrames[s.frameHeight ?? 0] ?? 0) + (s.framesEncoded ?? 0);
          out.sentBytes += (s.bytesSent ?? 0) + (s.headerBytesSent ?? 0);
        }
        if (s.type !== 'inbound-rtp') continue;
        if (s.kind === 'audio') {
          out.concealed += s.concealedSamples ?? 0;
          out.silent += s.silentConcealedSamples ?? 0;
          out.samples += s.totalSamplesReceived ?? 0;
          out.inserted += s.insertedSamplesForDeceleration ?? 0;
          out.energy += s.totalAudioEnergy ?? 0;
          out.audioPackets += s.packetsReceived ?? 0;
          out.audioLost += s.packetsLost ?? 0;
        } else {
          out.height = Math.max(out.height, s.frameHeight ?? 0);
          out.decoded += s.framesDecoded ?? 0;
          out.freezes += s.freezeCount ?? 0;
          out.frozenMs += 1000 * (s.totalFreezesDuration ?? 0);
          out.videoBytes += s.bytesReceived ?? 0;
        }
      }
    }
    return out;
  };
})();`;

export interface Reading {
  at: number;
  concealed: number;
  silent: number;
  samples: number;
  inserted: number;
  energy: number;
  audioPackets: number;
  audioLost: number;
  height: number;
  decoded: number;
  freezes: number;
  frozenMs: number;
  videoBytes: number;
  /** Of its own picture: frames encoded so far by height, and bytes of all encodings, repairs included. */
  sentFrames: Record<string, number>;
  sentBytes: number;
  /** Frames shown since the last reading. */
  frames: { at: number; height: number }[];
}

/** All candidates of the server give way to one: the relay in front of the first UDP candidate over IPv4. */
export async function prepare(context: BrowserContext, relayTo: (ip: string, port: number) => Promise<number>): Promise<void> {
  await context.exposeFunction('__throughRelay', async (sdp: string) => {
    const first = /a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/i.exec(sdp);
    if (!first) return sdp;
    const port = await relayTo(first[1]!, Number(first[2]));
    const lines = sdp.split(/\r?\n/).filter((l) => !/^a=(candidate|end-of-candidates)/.test(l));
    const one = [`a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`, 'a=end-of-candidates'];
    return lines.flatMap((l) => (/^a=ice-pwd:/.test(l) ? [l, ...one] : [l])).join('\r\n');
  });
  await context.addInitScript(SCRIPT);
}

export const read = (page: Page): Promise<Reading> => page.evaluate('window.__line.read()') as Promise<Reading>;
