// SPDX-License-Identifier: GPL-3.0-or-later
// A call between two Chromium pages, one heard and seen by the other, each over a bad line of its own: in the product's own
// client with the whole installation behind it, or in the barest page that can hold a videoroom call of Janus.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CALM, CHROMIUM } from '../../lib/browser-checks.ts';
import { Client, PASSWORD, demoMeeting } from '../../lib/client.ts';
import { startImpairment, type Impairment, type Line, type Way } from '../../lib/impair.ts';
import { sleep, waitUntil } from '../../lib/harness.ts';
import { startStack } from '../../lib/stack.ts';
import { runJanus } from './janus.ts';
import { prepare, read } from './line-page.ts';
import type { Net } from './netns.ts';

export class PersonalLine {
  private readonly relays = new Map<string, Promise<Impairment>>();
  private line: Partial<Line> = {};
  private ways: Partial<Record<Way, Partial<Line>>> = {};
  constructor(private readonly seed: number) {}

  /** The relay in front of one address of the server; every connection of this person takes the same line. */
  async to(host: string, port: number): Promise<number> {
    const key = `${host}:${port}`;
    let relay = this.relays.get(key);
    if (!relay) this.relays.set(key, (relay = startImpairment({ host, port, seed: this.seed, ...this.line })));
    const opened = await relay;
    for (const [way, change] of Object.entries(this.ways)) opened.set(change, way as Way);
    return opened.port;
  }
  set(change: Partial<Line>, way?: Way): void {
    if (way) this.ways[way] = { ...this.ways[way], ...change };
    else {
      this.line = { ...this.line, ...change };
      this.ways = {};
    }
    for (const relay of this.relays.values()) void relay.then((r) => r.set(change, way));
  }
  async lost(): Promise<{ passed: number; lost: number; overflowed: number }> {
    const all = (await Promise.all(this.relays.values())).flatMap((r) => [r.counts('up'), r.counts('down')]);
    return all.reduce((sum, c) => ({ passed: sum.passed + c.datagrams, lost: sum.lost + c.lost, overflowed: sum.overflowed + c.overflowed }), { passed: 0, lost: 0, overflowed: 0 });
  }
  close(): void {
    for (const relay of this.relays.values()) void relay.then((r) => r.close());
  }
}

export interface Call {
  /** The page that hears and sees; the other one speaks. */
  watcher: Page;
  speaker: Page;
  lines: { speaker: PersonalLine; watcher: PersonalLine };
  /** What the server counts by now, where it tells. */
  counters(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface Capture {
  voice: string;
  picture: string;
}

const launch = ({ voice, picture }: Capture): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM.executablePath,
    args: [...CHROMIUM.args, '--autoplay-policy=no-user-gesture-required', `--use-file-for-fake-audio-capture=${voice}`, `--use-file-for-fake-video-capture=${picture}`],
  });

async function contextFor(browser: Browser, line: PersonalLine): Promise<BrowserContext> {
  const context = await browser.newContext({ ...CALM, viewport: { width: 1366, height: 768 }, permissions: ['camera', 'microphone'] });
  await prepare(context, (ip, port) => line.to(ip, port));
  return context;
}

async function heardAndSeen(page: Page): Promise<void> {
  let before = await read(page);
  let last = before;
  await waitUntil('voice and picture of the other', async () => {
    const now = await read(page);
    last = now;
    const grown = now.decoded > before.decoded + 5 && now.energy > before.energy + 1e-4;
    before = now; /* a track that was taken off and came back begins to count anew */
    return grown;
  }, 60_000, 1000).catch((error: unknown) => {
    throw new Error(`${String(error)}; seen ${last.decoded} frames, heard ${last.audioPackets} packets of energy ${last.energy}`);
  });
}

async function enter(context: BrowserContext, url: string, name: string, meeting: number): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  await page.goto(url);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Lịch họp của tôi' }).waitFor();
  await page.goto(`${url}/meetings/${meeting}/devices`);
  await page.getByRole('button', { name: 'Vào phòng họp' }).click();
  await page.getByTestId('meeting-state').waitFor();
  return page;
}

/** After ten seconds of a poor line the client goes on with sound alone and offers the pictures back; who has taken them back is not asked
 * again for two minutes. Here that is done beforehand, so that pictures are measured on poor lines too. */
async function keepPictures(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Thêm' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Chỉ nghe tiếng và xem tài liệu' }).click();
  await page.getByTestId('low').getByRole('button', { name: 'Bật lại hình' }).click();
}

const COUNTED = ['packets_in', 'packets_out', 'nacks_out', 'repaired', 'resent', 'nack_missed', 'nack_refused', 'keyframe_requests', 'probe_bytes'];

/** The counters of phien-media that tell of repairs, from its metrics page. */
async function repairs(varDir: string): Promise<Record<string, number>> {
  const text = await new Promise<string>((resolve, reject) => {
    get({ socketPath: join(varDir, 'run/media-admin.sock'), path: '/metrics' }, (res) => {
      let all = '';
      res.on('data', (d) => (all += d)).on('end', () => resolve(all));
    }).on('error', reject);
  });
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  return { ...Object.fromEntries(COUNTED.map((c) => [c, value(`phien_media_${c}_total`)])), estimate_kbps: value('phien_media_estimate_kbps\\{direction="down"\\}') };
}

/** The product: ./dev run's installation, the chair speaks, a member listens and watches with its own microphone and camera off. */
export async function callPhien(seed: number, capture: Capture): Promise<Call> {
  const stack = await startStack();
  const lines = { speaker: new PersonalLine(seed), watcher: new PersonalLine(seed + 1) };
  const browsers = [await launch(capture), await launch(capture)];
  const close = async () => {
    for (const b of browsers) await b.close();
    lines.speaker.close();
    lines.watcher.close();
    await stack.stop();
  };
  try {
    const helper = await Client.as(stack.url, 'chutich');
    const meeting = await demoMeeting(helper);
    helper.close();
    const chair = await enter(await contextFor(browsers[0]!, lines.speaker), stack.url, 'chutich', meeting);
    const watcher = await enter(await contextFor(browsers[1]!, lines.watcher), stack.url, 'uyvien1', meeting);
    await chair.getByRole('button', { name: 'Khai mạc' }).click();
    await watcher.locator('[data-testid=meeting-state][data-state=open]').waitFor();
    for (const page of [chair, watcher]) await keepPictures(page);
    await heardAndSeen(watcher);
    for (const name of ['Micro bật', 'Camera bật']) await watcher.getByRole('button', { name }).click();
    await sleep(1500);
    return { watcher, speaker: chair, lines, close, counters: () => repairs(stack.varDir) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One RTCPeerConnection each way, as Janus's own demo does it: the publisher offers, the subscriber answers. */
const PAGE = `<!doctype html><title>videoroom</title><body><script>
async function publish () {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360, frameRate: 20 } });
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  for (const track of stream.getTracks()) pc.addTransceiver(track, { direction: 'sendonly', streams: [stream], sendEncodings: track.kind === 'video' ? [{ maxBitrate: 1000000 }] : [{}] });
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  await pc.setRemoteDescription({ type: 'answer', sdp: await window.__publish(pc.localDescription.sdp) });
  while (pc.connectionState !== 'connected') await new Promise((done) => setTimeout(done, 50)); /* before that Janus has no such feed */
}
async function watch (sdp) {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.ontrack = (e) => { const el = document.createElement(e.track.kind); el.autoplay = true; el.srcObject = new MediaStream([e.track]); document.body.append(el); };
  await pc.setRemoteDescription({ type: 'offer', sdp });
  await pc.setLocalDescription(await pc.createAnswer());
  await gathered(pc);
  return pc.localDescription.sdp;
}
const gathered = (pc) => new Promise((done) => { const look = () => pc.iceGatheringState === 'complete' ? done() : setTimeout(look, 20); look(); });
</script></body>`;

export async function callJanus(net: Net, seed: number, capture: Capture): Promise<Call> {
  const janus = await runJanus(net, 0);
  const lines = { speaker: new PersonalLine(seed), watcher: new PersonalLine(seed + 1) };
  const server = createServer((_, res) => res.setHeader('content-type', 'text/html').end(PAGE)).listen(0, '127.0.0.1');
  const browsers = [await launch(capture), await launch(capture)];
  const close = async () => {
    for (const b of browsers) await b.close();
    lines.speaker.close();
    lines.watcher.close();
    server.close();
    janus.client.close();
    await janus.stop();
  };
  try {
    const { client, room } = janus;
    const publisher = await client.attach();
    const feed = (await client.message(publisher, { request: 'join', ptype: 'publisher', room })).plugindata!.data.id as number;
    const pages: Page[] = [];
    for (const [i, line] of [lines.speaker, lines.watcher].entries()) {
      const page = await (await contextFor(browsers[i]!, line)).newPage();
      if (i === 0) await page.exposeFunction('__publish', async (sdp: string) => (await client.message(publisher, { request: 'publish' }, { type: 'offer', sdp })).jsep!.sdp);
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      pages.push(page);
    }
    await pages[0]!.evaluate('publish()');
    const subscriber = await client.attach();
    const offered = await client.message(subscriber, { request: 'join', ptype: 'subscriber', room, streams: [{ feed }] });
    const answer = await pages[1]!.evaluate((sdp) => (window as unknown as { watch: (sdp: string) => Promise<string> }).watch(sdp), offered.jsep!.sdp);
    await client.message(subscriber, { request: 'start' }, { type: 'answer', sdp: answer });
    await heardAndSeen(pages[1]!);
    return { watcher: pages[1]!, speaker: pages[0]!, lines, close, counters: async () => ({}) };
  } catch (error) {
    await close();
    throw error;
  }
}
