// SPDX-License-Identifier: GPL-3.0-or-later
// phien-media by itself with real browsers: the test plays phien-meeting on the link, each page is one peer at its barest.
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM } from './browser-checks.ts';
import { cleanup, end, sleep, waitUntil } from './harness.ts';
import { Link } from './link.ts';
import { top } from './stack.ts';

export interface Stats {
  frames: number;
  energy: number;
  packets: number;
  freezes: number;
  state: string;
  /** Of the pair in use: udp or tcp. */
  protocol: string;
  /** Ours of that pair: host, prflx, relay. */
  candidate: string;
}

const HTML = `<!doctype html><title>media</title><script>
const conns = {};
const settings = () => ({ bundlePolicy: 'max-bundle', ...window.ice });
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
  const pc = conns.pub = new RTCPeerConnection(settings());
  for (const track of window.stream.getTracks()) pc.addTransceiver(track, { direction: 'sendonly', streams: [window.stream] });
  await negotiate('pub', window.stream.getTracks().map(t => ({ source: t.kind === 'audio' ? 'mic' : 'camera' })));
}
async function subscribe (tracks) {
  conns.sub?.close();
  const pc = conns.sub = new RTCPeerConnection(settings());
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
  const out = { frames: 0, energy: 0, packets: 0, freezes: 0, state: conns.sub?.connectionState, protocol: '', candidate: '' };
  const all = await conns.sub.getStats();
  for (const s of all.values()) {
    if (s.type === 'inbound-rtp' && s.kind === 'video') { out.frames += s.framesDecoded; out.freezes += s.freezeCount ?? 0; }
    if (s.type === 'inbound-rtp' && s.kind === 'audio') out.energy += s.totalAudioEnergy;
    if (s.type === 'inbound-rtp') out.packets += s.packetsReceived;
    if (s.type === 'transport' && s.selectedCandidatePairId) {
      const mine = all.get(all.get(s.selectedCandidatePairId).localCandidateId);
      out.protocol = mine.protocol;
      out.candidate = mine.candidateType;
    }
  }
  return out;
}
</script><body></body>`;

export async function freeUdpPort(): Promise<number> {
  return new Promise((resolve) => {
    const s = createSocket('udp4');
    s.bind(0, () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

export class MediaLab {
  readonly varDir = mkdtempSync(join(tmpdir(), 'phien-lab-'));
  udpPort = 0;
  daemon!: ChildProcess;
  link!: Link;
  private browser: import('playwright-core').Browser | undefined;
  private pageUrl = '';

  private constructor(readonly room: number) {}

  /** `inside`: a command to run the daemon with, ip netns exec for one; `env`: its configuration. */
  static async start(room: number, options: { inside?: string[]; env?: Record<string, string> } = {}): Promise<MediaLab> {
    const lab = new MediaLab(room);
    mkdirSync(join(lab.varDir, 'run'));
    cleanup(() => rmSync(lab.varDir, { recursive: true, force: true }));
    lab.udpPort = await freeUdpPort();
    const program = process.env.PHIEN_MEDIA ?? join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'media/sfu/phien-media');
    const [command, ...args] = [...(options.inside ?? []), program];
    lab.daemon = spawn(command!, args, {
      stdio: ['ignore', 'ignore', process.env.PHIEN_VERBOSE ? 'inherit' : 'pipe'],
      env: { ...process.env, PHIEN_VAR: lab.varDir, PHIEN_MEDIA_UDP_PORT: String(lab.udpPort), ...options.env },
    });
    lab.daemon.stderr?.resume();
    cleanup(() => end(lab.daemon));
    lab.link = await Link.open(join(lab.varDir, 'run/media.sock'));
    cleanup(() => lab.link.close());
    return lab;
  }

  private async serve(): Promise<void> {
    const server = createServer((_, res) => res.setHeader('content-type', 'text/html').end(HTML)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    cleanup(() => void server.close());
    this.pageUrl = `http://localhost:${(server.address() as AddressInfo).port}/`;
    this.browser = await chromium.launch({ executablePath: CHROMIUM.executablePath, args: CHROMIUM.args });
    cleanup(() => this.browser!.close());
  }

  /** `edit` sees each answer before the browser does; `ice` is more for its RTCPeerConnection. */
  async openPage(peer: number, edit: (answer: string) => string = (answer) => answer, ice: object = {}): Promise<Page> {
    if (this.browser === undefined) await this.serve();
    const page = await this.browser!.newPage();
    await page.exposeFunction('offer', async (dir: string, sdp: string, list: unknown[]) => {
      const answer = await this.link.ask({ t: 'peer.offer', room: this.room, peer, dir, sdp, [dir === 'pub' ? 'tracks' : 'want']: list });
      return edit(answer.sdp as string);
    });
    await page.goto(this.pageUrl);
    await page.evaluate((more) => void ((window as unknown as { ice: object }).ice = more), ice);
    await page.evaluate('capture()');
    return page;
  }

  /** Two pages, each of which sees and hears the other. */
  async call(edit?: (answer: string) => string, ice?: object): Promise<[Page, Page]> {
    const a = await this.openPage(1, edit, ice);
    const b = await this.openPage(2, edit, ice);
    for (const page of [a, b]) await page.evaluate('publish()');
    for (const track of ['1/mic', '1/camera', '2/mic', '2/camera'])
      await waitUntil(`track.up of ${track}`, () => this.link.received.some((m) => m.t === 'track.up' && m.track === track), 20_000);
    await a.evaluate("subscribe(['2/mic', '2/camera'])");
    await b.evaluate("subscribe(['1/mic', '1/camera'])");
    for (const page of [a, b]) await flows(page);
    return [a, b];
  }

  async metric(name: string): Promise<number> {
    const text = await new Promise<string>((resolve, reject) => {
      get({ socketPath: join(this.varDir, 'run/media-admin.sock'), path: '/metrics' }, (res) => {
        let all = '';
        res.on('data', (d) => (all += d)).on('end', () => resolve(all));
      }).on('error', reject);
    });
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  }

  /** KiB in memory now. */
  rss(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.daemon.pid}/status`, 'utf8'))![1]);
  }
}

export const stats = (page: Page) => page.evaluate('stats()') as Promise<Stats>;

/** How much more was decoded over a while. */
export async function growth(page: Page, ms: number): Promise<Stats> {
  const before = await stats(page);
  await sleep(ms);
  const after = await stats(page);
  return { ...after, frames: after.frames - before.frames, energy: after.energy - before.energy, packets: after.packets - before.packets, freezes: after.freezes - before.freezes };
}

export const flows = (page: Page) => waitUntil('frames and sound', async () => {
  const s = await stats(page);
  return s.frames > 5 && s.energy > 1e-3 ? s : null;
}, 20_000, 200);
