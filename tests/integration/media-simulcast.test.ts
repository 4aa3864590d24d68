// SPDX-License-Identifier: GPL-3.0-or-later
// A real Chromium publishes its camera in three sizes, another one receives it: what arrives really changes with what is asked for,
// at key frames, without a freeze, in time with the voice. The test plays phien-meeting on the link.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const varDir = mkdtempSync(join(tmpdir(), 'phien-simulcast-'));
mkdirSync(join(varDir, 'run'));
const ROOM = 6;

const html = `<!doctype html><title>simulcast</title><script>
const conns = {};
async function negotiate (dir, list) {
  const pc = conns[dir];
  await pc.setLocalDescription(await pc.createOffer());
  const named = list.map((item, i) => ({ mid: pc.getTransceivers()[i].mid, ...item }));
  const answer = await window.offer(dir, pc.localDescription.sdp, named);
  await pc.setRemoteDescription({ type: 'answer', sdp: answer });
  return answer;
}
async function publish (codec) {
  conns.pub?.close();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false }, video: { width: 1280, height: 720, frameRate: 10 } });
  /* Chromium leaves the third encoding out below 960x540. */
  const pc = conns.pub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
  pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream], sendEncodings: [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 400000 },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1200000 } ] });
  if (codec) {
    const all = RTCRtpSender.getCapabilities('video').codecs, wanted = all.filter(c => c.mimeType === 'video/' + codec);
    if (wanted.length === 0) return null;
    pc.getTransceivers()[1].setCodecPreferences([...wanted, ...all.filter(c => c.mimeType === 'video/rtx')]);
  }
  return negotiate('pub', [{ source: 'mic' }, { source: 'camera' }]);
}
async function subscribe (tracks) {
  const pc = conns.sub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const all = new MediaStream();
  pc.ontrack = e => {
    all.addTrack(e.track);
    if (all.getTracks().length < 2) return;
    const el = document.createElement('video');
    el.autoplay = true;
    el.srcObject = all;
    document.body.append(el);
  };
  for (const t of tracks) pc.addTransceiver(t.endsWith('/mic') ? 'audio' : 'video', { direction: 'recvonly' });
  return negotiate('sub', tracks.map(track => ({ track })));
}
/* One encoding of one codec, from a page that has shown its camera before. */
async function publishOnly (codec) {
  conns.pub.close();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240, frameRate: 10 } });
  const pc = conns.pub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const t = pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream] });
  const all = RTCRtpSender.getCapabilities('video').codecs;
  const wanted = all.filter(c => c.mimeType === 'video/' + codec);
  if (wanted.length === 0) return null;
  t.setCodecPreferences([...wanted, ...all.filter(c => c.mimeType === 'video/rtx')]);
  return negotiate('pub', [{ source: 'camera' }]);
}
async function watched () {
  const out = {}, stats = await conns.sub.getStats();
  for (const s of stats.values())
    if (s.type === 'inbound-rtp')
      out[s.kind] = { width: s.frameWidth ?? 0, codec: stats.get(s.codecId)?.mimeType, frames: s.framesDecoded, keys: s.keyFramesDecoded, freezes: s.freezeCount, freeze: s.totalFreezesDuration,
        lost: s.packetsLost, plis: s.pliCount, playout: s.estimatedPlayoutTimestamp };
  return out;
}
async function published () {
  const out = [];
  for (const s of (await conns.pub.getStats()).values())
    if (s.type === 'outbound-rtp' && s.kind === 'video') out.push({ rid: s.rid, width: s.frameWidth, frames: s.framesEncoded, plis: s.pliCount, codec: s.codecId });
  return out;
}
</script><body></body>`;

interface Seen {
  width: number;
  codec?: string;
  frames: number;
  keys: number;
  freezes: number;
  freeze: number;
  lost: number;
  plis: number;
  playout?: number;
}
interface Watched {
  video: Seen;
  audio: Seen;
}

const server = createServer((_, res) => res.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
const daemon = spawn(process.env.PHIEN_MEDIA ?? join(build, 'media/sfu/phien-media'), [], {
  stdio: ['ignore', 'ignore', process.env.PHIEN_VERBOSE ? 'inherit' : 'pipe'],
  env: { ...process.env, PHIEN_VAR: varDir, PHIEN_MEDIA_UDP_PORT: '0', PHIEN_MEDIA_TCP_PORT: '0' },
});
daemon.stderr?.resume();
const link = await Link.open(join(varDir, 'run/media.sock'));
const browser = await chromium.launch({
  executablePath: process.env.PHIEN_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
});
cleanup(async () => {
  await browser.close();
  server.close();
  link.close();
  await end(daemon);
  rmSync(varDir, { recursive: true, force: true });
});

async function openPage(peer: number): Promise<Page> {
  const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
  await page.exposeFunction('offer', async (dir: string, sdp: string, list: unknown[]) =>
    (await link.ask({ t: 'peer.offer', room: ROOM, peer, dir, sdp, [dir === 'pub' ? 'tracks' : 'want']: list })).sdp);
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return page;
}

const a = await openPage(1);
const b = await openPage(2);
const watched = () => b.evaluate('watched()') as Promise<Watched>;
const prefer = (width: number, height: number) =>
  link.send({ t: 'peer.prefer', room: ROOM, peer: 2, tiles: [{ track: '1/camera', width, height, priority: 1 }] });
const shows = (width: number) => waitUntil(`a picture ${width} wide`, async () => {
  const s = await watched();
  return s.video?.width === width ? s : null;
}, 15_000, 100);

test('three sizes are offered, accepted and sent', async () => {
  const answer = await a.evaluate('publish()') as string;
  for (const line of ['a=rid:q recv', 'a=rid:f recv', 'a=simulcast:recv q;h;f', 'rtx/90000', 'red/48000/2']) assert(answer.includes(line), `the answer has ${line}`);
  await waitUntil('all three are encoded', async () => {
    const sent = await a.evaluate('published()') as { rid: string; width: number; frames: number }[];
    return sent.length === 3 && sent.every((s) => s.frames > 5) ? sent : null;
  }, 20_000, 200);
});

test('the receiver gets the full size when nothing else is said', async () => {
  await b.evaluate((t) => (window as unknown as { subscribe: (t: string[]) => Promise<string> }).subscribe(t), ['1/mic', '1/camera']);
  await shows(1280);
});

test('what is received follows what is asked for, at key frames and without a freeze', async () => {
  const before = await watched();
  for (const [width, height] of [[320, 180], [640, 360], [1280, 720], [320, 180], [1280, 720]] as const) {
    const asked = Date.now();
    prefer(width, height);
    const s = await shows(width);
    console.log(`        ${width} wide after ${Date.now() - asked} ms, ${s.video.keys - before.video.keys} key frames, ${s.video.freezes - before.video.freezes} freezes`);
    await sleep(500);
  }
  const after = await watched();
  assert(after.video.frames - before.video.frames > 20, `frames decoded: ${after.video.frames - before.video.frames}`);
  equal(after.video.lost, before.video.lost, 'packets the receiver believes lost');
  assert(after.video.freeze - before.video.freeze < 1, `frozen for ${after.video.freeze - before.video.freeze} s`);
});

test('voice and picture are together again after all that', async () => {
  const apart = await waitUntil('voice and picture of one moment', async () => {
    const { audio, video } = await watched();
    const ms = audio.playout && video.playout ? Math.abs(audio.playout - video.playout) : Infinity;
    return ms < 100 ? ms : null;
  }, 10_000, 300);
  console.log(`        ${apart.toFixed(0)} ms apart`);
});

test('nothing is sent of a picture nobody shows, and it comes back', async () => {
  prefer(0, 0);
  await sleep(1000);
  const before = await watched();
  await sleep(1500);
  equal((await watched()).video.frames, before.video.frames, 'frames while not shown');
  prefer(320, 180);
  await waitUntil('frames again', async () => (await watched()).video.frames > before.video.frames + 5, 10_000, 100);
});

test('H264 in three sizes switches as well', async () => {
  const answer = await a.evaluate("publish('H264')") as string | null;
  if (answer === null) {
    console.log('        this browser cannot encode H264');
    return;
  }
  for (const [width, height] of [[1280, 720], [320, 180], [1280, 720]] as const) {
    prefer(width, height);
    const s = await shows(width);
    equal(s.video.codec, 'video/H264', 'codec');
  }
});

for (const codec of ['H264', 'VP9', 'AV1'])
  test(`${codec} passes when a publisher has nothing else`, async () => {
    prefer(320, 240);
    const answer = await a.evaluate((c) => (window as unknown as { publishOnly: (c: string) => Promise<string | null> }).publishOnly(c), codec);
    if (answer === null) {
      console.log(`        this browser cannot encode ${codec}`);
      return;
    }
    assert(answer.includes(` ${codec}/90000`), `the answer has ${codec}`);
    const before = await watched();
    await waitUntil(`frames of ${codec}`, async () => {
      const s = await watched();
      return s.video.frames > before.video.frames + 10 && s.video.codec === `video/${codec}` ? s : null;
    }, 15_000, 200);
  });

await run('media-simulcast');
