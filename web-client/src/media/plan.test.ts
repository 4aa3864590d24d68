// SPDX-License-Identifier: GPL-3.0-or-later
// The pure plans of the media: what is sent, what is asked for, what moves.
import { describe, expect, it, vi } from 'vitest';
import { direct, MAX_DECODED, nextStill, STILL_EVERY, subscribeLimit } from './director';
import { BUDGETS, cameraLayers, encodingsFor, pictureCodecs, screenBitrate, voiceCodecs } from './encodings';
import { planTiles, Preferences } from './prefer';
import { voiceParameters } from './sdp';

const hd = { width: 1280, height: 720 };
const small = { width: 640, height: 360 };
const rate = (layers: { maxBitrate: number; active: boolean }[]) => layers.filter((l) => l.active).reduce((sum, l) => sum + l.maxBitrate, 0);

describe('what a camera sends', () => {
  it('stays within the budget, alone and beside a screen', () => {
    for (const budget of ['thin', 'normal', 'wide'] as const)
      for (const camera of [hd, small]) {
        expect(rate(cameraLayers(budget, false, camera))).toBeLessThanOrEqual(BUDGETS[budget]);
        expect(rate(cameraLayers(budget, true, camera)) + screenBitrate(budget)).toBeLessThanOrEqual(BUDGETS[budget]);
      }
  });

  it('is three sizes of a large camera, two of a small one; a sender made for one serves the other', () => {
    expect(cameraLayers('normal', false, hd).map((l) => [l.rid, l.scaleResolutionDownBy, l.active])).toEqual([['q', 4, true], ['h', 2, true], ['f', 1, true]]);
    const shape = (...a: Parameters<typeof cameraLayers>) => cameraLayers(...a).map((l) => [l.rid, l.scaleResolutionDownBy, l.active]);
    expect(shape('normal', false, small)).toEqual([['h', 2, true], ['f', 1, true]]);
    expect(shape('normal', false, small, 3)).toEqual([['q', 2, true], ['h', 1, true], ['f', 1, false]]);
    expect(shape('normal', true, hd, 2)).toEqual([['h', 2, true], ['f', 1, false]]);
  });

  it('is one encoding of a screen, few frames', () => {
    expect(encodingsFor('screen', 'normal', true, hd)).toEqual([{ maxBitrate: 800_000, maxFramerate: 5 }]);
  });

  it('prefers RED, then Opus; one profile of each picture codec, the odd ones left out', () => {
    const of = (...names: string[]) => names.map((n) => ({ mimeType: n.split(' ')[0]!, sdpFmtpLine: n.split(' ')[1] ?? '' }));
    expect(voiceCodecs(of('audio/opus', 'audio/red', 'audio/PCMU')).map((c) => c.mimeType)).toEqual(['audio/red', 'audio/opus']);
    const all = of('video/VP8', 'video/rtx', 'video/VP9 profile-id=2', 'video/VP9 profile-id=0', 'video/H264 packetization-mode=0;profile-level-id=42e01f', 'video/H264 packetization-mode=1;profile-level-id=42e01f', 'video/red');
    expect(pictureCodecs(all).map((c) => `${c.mimeType} ${c.sdpFmtpLine}`.trim())).toEqual(['video/VP8', 'video/H264 packetization-mode=1;profile-level-id=42e01f', 'video/VP9 profile-id=0', 'video/rtx']);
  });
});

describe('the answer', () => {
  it('gets what Opus needs and keeps what the server said', () => {
    const sdp = 'm=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=20;usedtx=0\r\n';
    const out = voiceParameters(sdp);
    expect(out).toContain('a=fmtp:63 111/111\r\n');
    expect(out).toContain('a=fmtp:111 minptime=20;usedtx=0;useinbandfec=1;stereo=0;sprop-stereo=0;maxaveragebitrate=32000\r\n');
    expect(voiceParameters('a=rtpmap:111 opus/48000/2\n')).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1');
    expect(voiceParameters('a=rtpmap:96 VP8/90000\r\n')).toBe('a=rtpmap:96 VP8/90000\r\n');
  });
});

describe('pictures asked for', () => {
  it('are named all, the largest place counts, the unseen have no size', () => {
    const tiles = planTiles(['b/camera', 'a/camera', 'c/camera'], [['a/camera', { width: 170, height: 97 }], ['a/camera', { width: 640, height: 360 }], ['c/camera', { width: 0, height: 0 }]], 1);
    expect(tiles).toEqual([{ track: 'a/camera', width: 640, height: 368 }, { track: 'b/camera', width: 0, height: 0 }, { track: 'c/camera', width: 0, height: 0 }]);
  });

  it('are never more than a message may hold', () => {
    expect(planTiles(Array.from({ length: 90 }, (_, i) => `${i}/camera`), [], 2)).toHaveLength(64);
  });

  it('are said at most four times a second, the last word always, the same word once, and again after a refusal', async () => {
    vi.useFakeTimers();
    const said: string[] = [];
    let refuse = false;
    const p = new Preferences({
      every: 250, now: () => Date.now(), later: (fn, ms) => setTimeout(fn, ms) as unknown as number, forget: (t) => clearTimeout(t),
      send: (tiles) => (refuse ? Promise.reject(new Error('no line')) : (said.push(String(tiles[0]?.width)), Promise.resolve())),
    });
    for (let i = 1; i <= 50; i++) {
      p.set([{ track: '1/camera', width: i, height: i }]);
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(300);
    expect(said.length).toBeLessThanOrEqual(6);
    expect(said.at(-1)).toBe('50');
    p.set([{ track: '1/camera', width: 50, height: 50 }]);
    await vi.advanceTimersByTimeAsync(300);
    const before = said.length;
    refuse = true;
    p.set([{ track: '1/camera', width: 7, height: 7 }]);
    await vi.advanceTimersByTimeAsync(300);
    refuse = false;
    p.set([{ track: '1/camera', width: 7, height: 7 }]);
    await vi.advanceTimersByTimeAsync(300);
    expect(said.slice(before)).toEqual(['7']);
    p.renew();
    await vi.advanceTimersByTimeAsync(300);
    expect(said.slice(before)).toEqual(['7', '7']);
    vi.useRealTimers();
  });
});

describe('which pictures move', () => {
  const many = Array.from({ length: 40 }, (_, i) => `${i}/camera`);
  it('never more than nine, and one less when stills have to be renewed', () => {
    expect(direct(many, [], new Set(many.slice(0, 9)), [], 24).live).toHaveLength(MAX_DECODED);
    const d = direct(many, [], new Set(many), [], 24);
    expect(d.live).toEqual(many.slice(0, MAX_DECODED - 1));
    expect(d.still).toHaveLength(32);
    expect(d.subscribed).toHaveLength(24);
  });

  it('only those on the screen, and who was subscribed stays so while there is room', () => {
    const d = direct(many, ['99/camera'], new Set(['30/camera']), ['20/camera', 'gone/camera'], 3);
    expect(d.live).toEqual(['30/camera']);
    expect(d.subscribed).toEqual(['30/camera', '20/camera', '0/camera']);
  });

  it('the still that waited longest is renewed, none before ten seconds', () => {
    expect(nextStill(['a', 'b'], new Map([['a', 5_000]]), 6_000)).toBe('b');
    expect(nextStill(['a', 'b'], new Map([['a', 1_000], ['b', 2_000]]), 2_000 + STILL_EVERY)).toBe('a');
    expect(nextStill(['a', 'b'], new Map([['a', 1_000], ['b', 1_000]]), 10_000)).toBe(null);
  });

  it('an offer with many voices has room for fewer pictures, never for less than nine', () => {
    expect(subscribeLimit(2)).toBeGreaterThan(20);
    expect(subscribeLimit(21)).toBe(15);
    expect(subscribeLimit(60)).toBe(MAX_DECODED);
  });
});
