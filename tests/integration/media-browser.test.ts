// SPDX-License-Identifier: GPL-3.0-or-later
// phien-media by itself with a real browser: two pages with a fake camera see and hear one another, mute is the server's,
// and after kill -9 of the daemon new offers bring everything back. The test plays phien-meeting on the link.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const varDir = mkdtempSync(join(tmpdir(), 'phien-media-'));
for (const d of ['run', 'recordings']) mkdirSync(join(varDir, d));
const ROOM = 5;

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
let daemon: ChildProcess;
let link: Link;

async function startDaemon(): Promise<void> {
  daemon = spawn(process.env.PHIEN_MEDIA ?? join(build, 'media/sfu/phien-media'), [], {
    stdio: ['ignore', 'ignore', process.env.PHIEN_VERBOSE ? 'inherit' : 'pipe'],
    env: { ...process.env, PHIEN_VAR: varDir, PHIEN_MEDIA_UDP_PORT: String(udpPort) },
  });
  daemon.stderr?.resume();
  link = await Link.open(join(varDir, 'run/media.sock'));
}

// What a client of ours does, at its barest: one connection to send, one to receive; the client always offers.
const html = `<!doctype html><title>media</title><script>
const conns = {};
async function capture () {
  window.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false }, video: { width: 320, height: 240, frameRate: 15 } });
}
async function negotiate (dir, list) {
  const pc = conns[dir];
  await pc.setLocalDescription(await pc.createOffer());
  const named = list.map((item, i) => ({ mid: pc.getTransceivers()[i].mid, ...item }));
  await pc.setRemoteDescription({ type: 'answer', sdp: await window.offer(dir, pc.localDescription.sdp, named) });
}
async function publish () {
  conns.pub?.close();
  const pc = conns.pub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  for (const track of window.stream.getTracks()) pc.addTransceiver(track, { direction: 'sendonly', streams: [window.stream] });
  await negotiate('pub', window.stream.getTracks().map(t => ({ source: t.kind === 'audio' ? 'mic' : 'camera' })));
}
async function subscribe (tracks) {
  if (!conns.sub || conns.sub.connectionState === 'failed' || window.fresh) {
    conns.sub?.close();
    window.fresh = false;
    conns.sub = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    conns.sub.ontrack = e => {
      const el = document.createElement(e.track.kind);
      el.autoplay = true;
      el.srcObject = new MediaStream([e.track]);
      document.body.append(el);
    };
  }
  const pc = conns.sub;
  for (const t of tracks.slice(pc.getTransceivers().length))
    pc.addTransceiver(t.endsWith('/mic') ? 'audio' : 'video', { direction: 'recvonly' });
  await negotiate('sub', tracks.map(track => ({ track })));
}
async function stats () {
  const out = { frames: 0, energy: 0, packets: 0, lost: 0, state: conns.sub?.connectionState, ufrag: '', freezes: 0, delay: 0, redundant: 0, asked: 0, concealed: 0, samples: 0 };
  for (const s of (await conns.sub.getStats()).values()) {
    if (s.type === 'inbound-rtp' && s.kind === 'video') { out.frames += s.framesDecoded; out.freezes += s.freezeCount ?? 0; }
    if (s.type === 'inbound-rtp' && s.kind === 'audio') {
      out.energy += s.totalAudioEnergy;
      out.redundant += s.packetsDiscarded ?? 0; // copies of what had come: Chromium has no other number for them
      out.asked += s.nackCount ?? 0;
      out.concealed += s.concealedSamples - (s.silentConcealedSamples ?? 0);
      out.samples += s.totalSamplesReceived;
    }
    if (s.type === 'inbound-rtp') { out.packets += s.packetsReceived; out.lost += s.packetsLost; }
    if (s.type === 'transport') { out.dtls = s.dtlsState; out.srtp = s.srtpCipher; }
  }
  out.ufrag = /ice-ufrag:(\\S+)/.exec(conns.sub.remoteDescription.sdp)[1];
  return out;
}
</script><body></body>`;

interface Stats {
  frames: number;
  energy: number;
  packets: number;
  lost: number;
  freezes: number;
  redundant: number;
  asked: number;
  concealed: number;
  samples: number;
  state: string;
  ufrag: string;
  dtls?: string;
  srtp?: string;
}

/** A line between browser and server that loses a share of the packets, the same ones each time: media only, both ways. */
class Line {
  loss = 0;
  private seed = 7;
  private readonly front = createSocket('udp4');
  private readonly back = new Map<string, Socket>();
  port = 0;
  async open(to: number): Promise<void> {
    await new Promise<void>((resolve) => this.front.bind(0, () => resolve()));
    this.port = this.front.address().port;
    this.front.on('message', (data, from) => {
      const key = `${from.address}:${from.port}`;
      let socket = this.back.get(key);
      if (socket === undefined) {
        socket = createSocket('udp4').on('message', (reply) => { if (this.passes(reply)) this.front.send(reply, from.port, from.address); });
        this.back.set(key, socket);
      }
      if (this.passes(data)) socket.send(data, to, "127.0.0.1");
    });
  }
  private passes(data: Buffer): boolean {
    this.seed = (this.seed * 1103515245 + 12345) & 0x7fffffff;
    return data[0]! < 128 || (this.seed >> 8) % 100 >= this.loss;
  }
  close(): void {
    this.front.close();
    for (const s of this.back.values()) s.close();
  }
}
const line = new Line();
await line.open(udpPort);
/** A number of our metrics page. */
async function metric(name: string): Promise<number> {
  const text = await new Promise<string>((resolve, reject) => {
    get({ socketPath: join(varDir, "run/media-admin.sock"), path: "/metrics" }, (res) => {
      let all = "";
      res.on("data", (d) => (all += d)).on("end", () => resolve(all));
    }).on("error", reject);
  });
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1] ?? NaN);
}

const server = createServer((_, res) => res.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
await startDaemon();
const browser = await chromium.launch({
  executablePath: process.env.PHIEN_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
});
cleanup(async () => {
  await browser.close();
  server.close();
  line.close();
  await end(daemon);
  rmSync(varDir, { recursive: true, force: true });
});

async function openPage(peer: number): Promise<Page> {
  const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
  page.on('console', (m) => { if (process.env.PHIEN_VERBOSE) console.log(`    [${peer}] ${m.text()}`); });
  await page.exposeFunction('offer', async (dir: string, sdp: string, list: unknown[]) => {
    const answer = await link.ask({ t: 'peer.offer', room: ROOM, peer, dir, sdp, [dir === 'pub' ? 'tracks' : 'want']: list });
    if (process.env.PHIEN_VERBOSE === '2') console.log(sdp, answer.sdp);
    return (answer.sdp as string).replaceAll(` ${udpPort} typ host`, ` ${line.port} typ host`);
  });
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.evaluate('capture()');
  return page;
}

const stats = (page: Page) => page.evaluate('stats()') as Promise<Stats>;
const subscribe = (page: Page, tracks: string[]) => page.evaluate((t) => (window as unknown as { subscribe: (t: string[]) => Promise<void> }).subscribe(t), tracks);
/** How much more was decoded over a while. */
async function growth(page: Page, ms: number): Promise<Stats> {
  const before = await stats(page);
  await sleep(ms);
  const after = await stats(page);
  return { ...after, frames: after.frames - before.frames, energy: after.energy - before.energy, packets: after.packets - before.packets };
}
const flows = (page: Page, what: string) => waitUntil(what, async () => {
  const s = await stats(page);
  return s.frames > 5 && s.energy > 1e-3 ? s : null;
}, 15_000, 200);

const a = await openPage(1);
const b = await openPage(2);

test('camera and microphone arrive in both directions', async () => {
  const hello = await link.message('hello');
  assert(Number(hello.epoch) > 0, 'hello carries an epoch');
  for (const page of [a, b]) await page.evaluate('publish()');
  for (const track of ['1/mic', '1/camera', '2/mic', '2/camera'])
    await waitUntil(`track.up of ${track}`, () => link.received.some((m) => m.t === 'track.up' && m.track === track));
  await subscribe(b, ['1/mic', '1/camera']);
  await subscribe(a, ['2/mic', '2/camera']);
  const atB = await flows(b, 'frames and sound of A at B');
  const atA = await flows(a, 'frames and sound of B at A');
  for (const s of [atA, atB]) equal(s.srtp, 'SRTP_AEAD_AES_128_GCM', 'SRTP profile');
  console.log(`        B: ${atB.frames} frames, energy ${atB.energy.toFixed(4)}; A: ${atA.frames} frames, energy ${atA.energy.toFixed(4)}`);
});

test('the speaker is told from the audio levels', async () => {
  const m = await waitUntil('a speaker', () => link.received.find((x) => x.t === 'speaker' && x.peer !== null));
  assert(m.room === ROOM && [1, 2].includes(Number(m.peer)), `speaker is one of the two, got ${String(m.peer)}`);
});

test('a muted track brings neither frames nor energy, and comes back', async () => {
  for (const source of ['mic', 'camera']) link.send({ t: 'track.mute', room: ROOM, peer: 1, source, muted: true });
  await sleep(1500);
  const silent = await growth(b, 2000);
  equal(silent.frames, 0, 'frames while muted');
  assert(silent.energy < 1e-4, `energy while muted is ${silent.energy}`);
  const other = await growth(a, 1000);
  assert(other.frames > 0, 'the other direction goes on');
  for (const source of ['mic', 'camera']) link.send({ t: 'track.mute', room: ROOM, peer: 1, source, muted: false });
  await waitUntil('frames after unmute', async () => (await growth(b, 500)).frames > 2, 8000);
  await waitUntil('sound after unmute', async () => (await growth(b, 1000)).energy > 1e-4, 8000);
});

test('with one packet in ten lost on the line the picture goes on, by asking again', async () => {
  const asked = await metric('phien_media_nacks_out_total');
  const resent = await metric('phien_media_resent_total');
  const before = await stats(b);
  line.loss = 10;
  const s = await growth(b, 5000);
  line.loss = 0;
  const concealed = (100 * (s.concealed - before.concealed)) / (s.samples - before.samples);
  await sleep(1200);
  const asks = (await metric('phien_media_nacks_out_total')) - asked;
  const answers = (await metric('phien_media_resent_total')) - resent;
  console.log(`        ${s.frames} frames in 5 s, ${asks} packets asked of the publishers, ${answers} sent again to the subscribers`);
  console.log(`        sound: ${s.redundant - before.redundant} copies of earlier frames, ${s.asked - before.asked} asked for again, ${concealed.toFixed(2)} % concealed, ${await metric('phien_media_repaired_total')} repaired at the server`);
  assert(s.redundant > before.redundant, 'sound carries earlier frames (RFC 2198)');
  assert(concealed < 3, `concealed at 10 % loss each way: ${concealed} %`);
  assert(s.frames > 40, `frames at 10 % loss in 5 s: ${s.frames}`);
  assert(asks > 0 && answers > 0, `asked ${asks}, sent again ${answers}`);
});

test('a third subscription is added without a new transport and without a freeze of the first', async () => {
  const before = await stats(b);
  await subscribe(b, ['1/mic', '1/camera', '2/camera']);
  const after = await growth(b, 2000);
  equal(after.ufrag, before.ufrag, 'ICE credentials');
  equal(after.state, 'connected', 'state');
  assert(after.frames > 30, `two pictures decode now, got ${after.frames} frames in 2 s`);
});

test('a tap hands the track on as plain RTP', async () => {
  const socket = createSocket('udp4');
  const got: Buffer[] = [];
  socket.on('message', (m) => got.push(m));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const reports: Buffer[] = [];
  const beside = createSocket('udp4').on('message', (m) => reports.push(m));
  await new Promise<void>((resolve, reject) => beside.once('error', reject).bind(socket.address().port + 1, '127.0.0.1', resolve));
  const ok = await link.ask({ t: 'tap.add', room: ROOM, track: '1/mic', host: '127.0.0.1', port: socket.address().port });
  equal([ok.codec, ok.clock, ok.channels], ['opus', 48000, 2], 'tap');
  await waitUntil('RTP at the tap', () => got.length > 20);
  equal(got[0]![1]! & 0x7f, ok.pt, 'payload type');
  equal(got[0]!.readUInt32BE(8), ok.ssrc, 'SSRC');
  const report = await waitUntil('a sender report on the next port', () => reports[0], 15_000);
  equal([report[1], report.readUInt32BE(4)], [200, ok.ssrc], 'kind and SSRC of the report');
  link.send({ t: 'tap.remove', track: '1/mic' });
  await sleep(300);
  const n = got.length;
  await sleep(300);
  equal(got.length, n, 'packets after tap.remove');
  socket.close();
  beside.close();
});

test('the studio records what the taps hand on: one picture, one voice that is heard', async () => {
  const studio = spawn(join(build, 'media/studio/phien-studio'), [], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PHIEN_VAR: varDir } });
  studio.stderr!.resume();
  cleanup(() => end(studio));
  const orders = await Link.open(join(varDir, 'run/studio.sock'));
  await orders.ask({ t: 'record.start', room: ROOM, file: 'five.mp4', title: 'Phiên họp' });
  for (const track of ['1/mic', '2/mic', '1/camera', '2/camera']) {
    /* As phien-meeting does: a tap into the void tells what the track is, the studio tells where it listens. */
    const { pt, codec, clock } = await link.ask({ t: 'tap.add', room: ROOM, track, host: '127.0.0.1', port: 9 });
    const { port } = await orders.ask({ t: 'track.add', room: ROOM, track, kind: track.endsWith('mic') ? 'audio' : 'video', codec, pt, clock });
    await link.ask({ t: 'tap.add', room: ROOM, track, host: '127.0.0.1', port });
  }
  orders.send({ t: 'speaker', room: ROOM, track: '1/camera' });
  await sleep(5000);
  const done = await orders.ask({ t: 'record.stop', room: ROOM });
  for (const track of ['1/mic', '2/mic', '1/camera', '2/camera']) link.send({ t: 'tap.remove', track });
  orders.close();
  const file = join(varDir, 'recordings/five.mp4');
  const probe = JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], { encoding: 'utf8' })) as {
    streams: { codec_type: string }[]; format: { duration: string } };
  equal(probe.streams.map((s) => s.codec_type).sort(), ['audio', 'video'], 'streams');
  assert(Math.abs(Number(probe.format.duration) - 5) < 1.5, `lasts ${probe.format.duration} s, done says ${String(done.duration_ms)} ms`);
  const volume = execFileSync('sh', ['-c', `ffmpeg -hide_banner -nostats -i "${file}" -map 0:a -af volumedetect -f null - 2>&1`], { encoding: 'utf8' });
  const loudest = Number(/max_volume: (-?[\d.]+) dB/.exec(volume)![1]);
  assert(loudest > -30, `the loudest sample is ${loudest} dB`);
  /* The fake camera of Chromium is green with a moving pie: not the dark title card. */
  const rgb = execFileSync('ffmpeg', ['-v', 'error', '-ss', '3', '-i', file, '-frames:v', '1', '-vf', 'scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  console.log(`        loudest ${loudest} dB, mean colour ${[...rgb].join(',')}`);
  assert(rgb[1]! > 60 && rgb[1]! > rgb[0]!, `mean colour ${[...rgb].join(',')} is that of the camera`);
});

test('an offer that is no SDP gets an error and nothing else happens', async () => {
  for (const sdp of ['v=0', 'hello', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ice-ufrag:x\r\n'])
    await link.ask({ t: 'peer.offer', room: ROOM, peer: 9, dir: 'pub', sdp, tracks: [] }).then(
      () => { throw new Error(`accepted ${sdp}`); },
      (e: Error) => assert(e.message.includes('bad_value'), e.message));
  assert((await growth(b, 500)).frames > 0, 'the picture goes on');
});

test('garbage at the port is ignored and the picture goes on', async () => {
  const socket = createSocket('udp4');
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
  for (let i = 0; i < 3000; i++) {
    const data = Buffer.alloc(1 + (random() % 1400));
    for (let k = 0; k < data.length; k++) data[k] = random() >> 8;
    if (i % 4 === 1) { data[0] = 0; data[1] = 1; if (data.length >= 20) { data.writeUInt16BE(data.length - 20, 2); data.writeUInt32BE(0x2112a442, 4); } }
    if (i % 4 === 2) data[0] = 22;
    if (i % 4 === 3) data[0] = 0x80;
    socket.send(data, udpPort, '127.0.0.1');
    if (i % 100 === 0) await sleep(5);
  }
  const s = await growth(b, 1000);
  assert(s.frames > 5, `frames after garbage: ${s.frames}`);
  equal(daemon.exitCode, null, 'the daemon lives');
  await sleep(1200);
  for (const name of ['bad_stun', 'bad_address', 'bad_kind'])
    assert((await metric(`phien_media_${name}_total`)) > 100, `${name} is counted`);
  socket.close();
});

test('after kill -9 new offers bring both directions back', async () => {
  const epoch = Number((await link.message('hello')).epoch);
  daemon.kill('SIGKILL');
  link.close();
  await sleep(300);
  const began = Date.now();
  await startDaemon();
  assert(Number((await link.message('hello')).epoch) > epoch, 'a new epoch');
  for (const page of [a, b]) await page.evaluate('window.fresh = true, publish()');
  await subscribe(b, ['1/mic', '1/camera']);
  await subscribe(a, ['2/mic', '2/camera']);
  await flows(b, 'A at B after the restart');
  await flows(a, 'B at A after the restart');
  console.log(`        back after ${Date.now() - began} ms`);
});

test('a peer that closes its connection is told as gone', async () => {
  await a.evaluate('conns.pub.close()');
  await waitUntil('peer.state gone', () => link.received.some((m) => m.t === 'peer.state' && m.peer === 1 && m.state === 'gone'), 20_000);
  await waitUntil('track.down', () => link.received.some((m) => m.t === 'track.down' && m.track === '1/camera'));
});

await run('media-browser');
