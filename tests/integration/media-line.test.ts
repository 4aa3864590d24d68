// SPDX-License-Identifier: GPL-3.0-or-later
// A subscriber on a thin line: phien-media between two real browsers, one of which sits behind a line we make narrow. The voice
// stays whole, the picture goes down a layer, the room is told; when the line is wide again the large picture comes back.
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startImpairment, type Impairment } from '../lib/impair.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const varDir = mkdtempSync(join(tmpdir(), 'phien-line-'));
mkdirSync(join(varDir, 'run'));
const ROOM = 7;
const SEED = 20;

// What a client of ours does, at its barest. The camera has three layers; a moving picture and a tone are made by the browser.
const html = `<!doctype html><title>line</title><script>
const conns = {};
function picture () {
  const c = Object.assign(document.createElement('canvas'), { width: 960, height: 540 }), g = c.getContext('2d');
  let n = 0;
  setInterval(() => {
    n++;
    for (let y = 0; y < 540; y += 60) for (let x = 0; x < 960; x += 60) {
      g.fillStyle = 'hsl(' + ((x + y * 3 + n * 7) % 360) + ' 80% ' + (30 + ((x * 7 + y * 13 + n * 3) % 40)) + '%)';
      g.fillRect(x, y, 60, 60);
    }
  }, 50);
  return c.captureStream(20).getVideoTracks()[0];
}
function tone () {
  const a = new AudioContext(), o = a.createOscillator(), d = a.createMediaStreamDestination();
  o.frequency.value = 300;
  o.connect(d); o.start();
  return d.stream.getAudioTracks()[0];
}
async function negotiate (dir, list) {
  const pc = conns[dir];
  await pc.setLocalDescription(await pc.createOffer());
  const named = list.map((item, i) => ({ mid: pc.getTransceivers()[i].mid, ...item }));
  await pc.setRemoteDescription({ type: 'answer', sdp: await window.offer(dir, pc.localDescription.sdp, named) });
}
async function publish () {
  const pc = conns.pub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.addTransceiver(tone(), { direction: 'sendonly' });
  pc.addTransceiver(picture(), { direction: 'sendonly', sendEncodings: [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 120000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 400000 },
    { rid: 'f', maxBitrate: 1200000 } ] });
  await negotiate('pub', [{ source: 'mic' }, { source: 'camera' }]);
}
async function subscribe (tracks) {
  const pc = conns.sub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.ontrack = e => {
    const el = document.createElement(e.track.kind);
    el.autoplay = true;
    el.srcObject = new MediaStream([e.track]);
    document.body.append(el);
  };
  for (const t of tracks) pc.addTransceiver(t.endsWith('/mic') ? 'audio' : 'video', { direction: 'recvonly' });
  await negotiate('sub', tracks.map(track => ({ track })));
}
async function stats () {
  const out = {};
  for (const s of (await conns.sub.getStats()).values()) {
    if (s.type === 'inbound-rtp' && s.kind === 'video') Object.assign(out, { width: s.frameWidth ?? 0, frames: s.framesDecoded, freezes: s.freezeCount ?? 0, videoBytes: s.bytesReceived, nacks: s.nackCount, plis: s.pliCount });
    if (s.type === 'inbound-rtp' && s.kind === 'audio') Object.assign(out, { samples: s.totalSamplesReceived ?? 0, concealed: s.concealedSamples ?? 0, audioPackets: s.packetsReceived, audioLost: s.packetsLost, silentConcealed: s.silentConcealedSamples ?? 0 });
  }
  return out;
}
async function layers () {
  const out = [];
  for (const s of (await conns.pub.getStats()).values())
    if (s.type === 'outbound-rtp' && s.kind === 'video') out.push([s.rid, s.frameWidth ?? 0, s.framesSent]);
  return out;
}
</script><body></body>`;

interface Stats {
  width: number;
  frames: number;
  freezes: number;
  videoBytes: number;
  samples: number;
  concealed: number;
  audioPackets: number;
  audioLost: number;
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const s = createSocket('udp4');
    s.bind(0, () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

const udpPort = await freePort();
const daemon: ChildProcess = spawn(process.env.PHIEN_MEDIA ?? join(build, 'media/sfu/phien-media'), [], {
  stdio: ['ignore', 'ignore', process.env.PHIEN_VERBOSE ? 'inherit' : 'pipe'],
  env: { ...process.env, PHIEN_VAR: varDir, PHIEN_MEDIA_UDP_PORT: String(udpPort) },
});
daemon.stderr?.resume();
const link = await Link.open(join(varDir, 'run/media.sock'));
const line: Impairment = await startImpairment({ host: '127.0.0.1', port: udpPort, seed: SEED, delayMs: 20 });
const server = createServer((_, res) => res.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
const browsers: Browser[] = [];
cleanup(async () => {
  for (const b of browsers) await b.close();
  server.close();
  line.close();
  link.close();
  await end(daemon);
  rmSync(varDir, { recursive: true, force: true });
});

/** A browser of its own for each side, as in life; `port` is where its line begins. */
async function openPage(peer: number, port: number): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: process.env.PHIEN_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--autoplay-policy=no-user-gesture-required', '--disable-features=WebRtcHideLocalIpsWithMdns'],
  });
  browsers.push(browser);
  const page = await browser.newPage();
  await page.exposeFunction('offer', async (dir: string, sdp: string, list: unknown[]) => {
    const answer = await link.ask({ t: 'peer.offer', room: ROOM, peer, dir, sdp, [dir === 'pub' ? 'tracks' : 'want']: list });
    return (answer.sdp as string).split('\r\n').filter((l) => !/candidate.* tcp /i.test(l)).join('\r\n').replaceAll(` ${udpPort} typ host`, ` ${port} typ host`);
  });
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return page;
}

const layers = () => publisher.evaluate('layers()') as Promise<[string, number, number][]>;
const stats = (page: Page) => page.evaluate('stats()') as Promise<Stats>;

/** The share of sound that had to be made up, in percent, over a while; every second a line of what is seen goes to the log. */
async function watch(page: Page, seconds: number, what: string): Promise<{ concealed: number; last: Stats }> {
  const before = await stats(page);
  let last = before;
  for (let i = 0; i < seconds; i++) {
    await sleep(1000);
    const now = await stats(page);
    if (process.env.PHIEN_VERBOSE)
      console.log(`        ${what} ${i + 1}: width ${now.width}, ${now.frames - last.frames} frames, ${Math.round(((now.videoBytes - last.videoBytes) * 8) / 1000)} kbit, concealed ${now.concealed - last.concealed}, lost ${now.audioLost - last.audioLost} of ${now.audioPackets - last.audioPackets}`);
    last = now;
  }
  return { concealed: (100 * (last.concealed - before.concealed)) / Math.max(1, last.samples - before.samples), last };
}

async function metric(name: string): Promise<number> {
  const text = await new Promise<string>((resolve, reject) => {
    get({ socketPath: join(varDir, 'run/media-admin.sock'), path: '/metrics' }, (res) => {
      let all = '';
      res.on('data', (d) => (all += d)).on('end', () => resolve(all));
    }).on('error', reject);
  });
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
}

const publisher = await openPage(1, udpPort);
const viewer = await openPage(2, line.port);
const full = async (what: string, seconds: number) =>
  waitUntil(what, async () => ((await stats(viewer)).width >= 960 ? true : null), seconds * 1000, 100);
const quality = (dir: string, peer: number) => link.received.filter((m) => m.t === 'peer.quality' && m.peer === peer && m.dir === dir);

test('on a wide line the largest picture comes', async () => {
  await publisher.evaluate('publish()');
  await waitUntil('track.up of the camera', () => link.received.some((m) => m.t === 'track.up' && m.track === '1/camera'), 15_000);
  await waitUntil('all three layers from the publisher', async () => ((await layers()).every((l) => l[1] > 0 && l[2] > 20) ? true : null), 30_000, 200);
  const t = Date.now();
  await viewer.evaluate((tracks) => (window as unknown as { subscribe: (t: string[]) => Promise<void> }).subscribe(tracks), ['1/mic', '1/camera']);
  await full('the largest picture', 20);
  const ms = Date.now() - t;
  const told = await waitUntil('feedback on the metrics page', async () => { const n = await metric('phien_media_feedback_in_total'); return n > 5 ? n : null; });
  console.log(`        full size after ${ms} ms, ${told} messages of feedback, ${await metric('phien_media_probe_bytes_total')} bytes of probes`);
});

test('squeezed to 300 kbit/s the voice stays whole and the picture goes down', async () => {
  line.set({ rateKbps: 300, queueMs: 400 }, 'down');
  await watch(viewer, 4, 'squeeze');
  const s = await watch(viewer, 10, 'squeezed');
  console.log(`        concealed ${s.concealed.toFixed(2)} %, picture ${s.last.width} wide`);
  assert(s.last.width > 0 && s.last.width < 960, `the picture is ${s.last.width} wide`);
  assert(s.concealed < 5, `concealed ${s.concealed} %`);
  const told = await waitUntil('peer.quality of the viewer', () => quality('down', 2).find((m) => m.level !== 'good'), 5000);
  equal(told.room, ROOM, 'room');
});

test('when the line is wide again the large picture comes back', async () => {
  const t = Date.now();
  line.set({ rateKbps: 0 }, 'down');
  if (process.env.PHIEN_VERBOSE) await watch(viewer, 8, 'relief');
  await full('the largest picture again', 20);
  console.log(`        full size ${Date.now() - t} ms after the relief`);
  await waitUntil('good quality again', () => quality('down', 2).at(-1)?.level === 'good' || null, 30_000, 200);
});

test('one packet in ten lost on the line starves neither voice nor picture', async () => {
  line.set({ lossPercent: 10 }, 'down');
  await watch(viewer, 4, 'loss');
  const s = await watch(viewer, 8, 'lossy');
  line.set({ lossPercent: 0 }, 'down');
  console.log(`        concealed ${s.concealed.toFixed(2)} %, picture ${s.last.width} wide`);
  assert(s.last.width >= 480, `the picture is ${s.last.width} wide`);
});

test('a tile that is not shown costs nothing, and one shown small gets the small picture', async () => {
  link.send({ t: 'peer.prefer', room: ROOM, peer: 2, tiles: [{ track: '1/camera', width: 0, height: 0, priority: 1 }] });
  await sleep(1000);
  const hidden = await watch(viewer, 2, 'hidden');
  const before = hidden.last.frames;
  await sleep(1000);
  equal((await stats(viewer)).frames, before, 'frames while hidden');
  link.send({ t: 'peer.prefer', room: ROOM, peer: 2, tiles: [{ track: '1/camera', width: 240, height: 135, priority: 0 }] });
  await waitUntil('a small picture', async () => (await stats(viewer)).width === 240 || null, 10_000);
  link.send({ t: 'peer.prefer', room: ROOM, peer: 2, tiles: [] });
  await full('the large picture', 15);
});

test('a line too thin for any picture holds it back and says so; wide again it comes by itself', async () => {
  const paused = (from: number) => link.received.slice(from).filter((m) => m.t === 'peer.layer' && m.peer === 2 && m.track === '1/camera');
  const from = link.received.length;
  line.set({ rateKbps: 80, queueMs: 400 }, 'down');
  await waitUntil('peer.layer that says held back', () => paused(from).find((m) => m.paused === true), 30_000, 100);
  const then = link.received.length;
  line.set({ rateKbps: 0 }, 'down');
  const back = await waitUntil('peer.layer that says it comes again', () => paused(then).find((m) => m.paused === false), 30_000, 100);
  equal(back.room, ROOM, 'room');
  await full('the largest picture', 30);
});

await run('media-line');
