// SPDX-License-Identifier: GPL-3.0-or-later
// How voice and picture hold on a bad line: two real Chromium clients, each behind a seeded relay that loses, delays and bunches,
// in a meeting of the product and then in a videoroom call of Janus over the same lines. docs/benches.md says how to read it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../lib/harness.ts';
import { top } from '../lib/stack.ts';
import { callJanus, callPhien, type Call } from './lib/calls.ts';
import { read, type Reading } from './lib/line-page.ts';
import { makeNet, type Net } from './lib/netns.ts';
import { writePicture, writeVoice } from './lib/capture.ts';

const SEED = Number(process.env.PHIEN_SEED ?? 20_260_101);
const lossOn = process.argv.find((a) => a.startsWith('--loss-on='))?.slice(10) ?? 'both';
const LOSSES = [0, 5, 10, 20];
const SPAN_MS = Number(process.env.PHIEN_LINE_MS ?? 24_000);
const SETTLE_MS = 4000;
/** An office line: 25 ms each way and client, and a little jitter; losses come in rows of one to three. */
const BASE = { delayMs: 25, jitterMs: 8, burst: 1.3 };
const SQUEEZE_KBPS = 300;

const round = (x: number, digits = 2) => Number(x.toFixed(digits));

function quantile(xs: number[], q: number): number {
  const sorted = [...xs].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

interface Figure {
  concealed_percent: number;
  /** Of that, what the receiver took for silence anyway. */
  concealed_silent_percent: number;
  audio_lost_percent: number;
  freeze_p95_ms: number;
  frame_gap_p95_ms: number;
  longest_standstill_ms: number;
  freezes: number;
  frozen_ms: number;
  fps: number;
  height: number;
  /** Share of the frames by their height, and how often it changed. */
  heights: Record<string, number>;
  changes: number;
  video_kbps: number;
  /** Pictures the speaker's browser encoded by height, and what it sent of all of them: no more can be shown. */
  sent_fps: Record<string, number>;
  sent_kbps: number;
  /** What the server counted meanwhile. */
  server: Record<string, number>;
}

/** For each second the longest time one picture stood; a second that brought no frame counts the whole way to the next one. */
function standstills(frames: { at: number }[], from: number, to: number): number[] {
  const at = [from, ...frames.map((f) => f.at), to];
  const longest: number[] = [];
  for (let second = from; second + 1000 <= to; second += 1000) {
    let most = 0;
    for (let i = 1; i < at.length; i++) if (at[i]! > second && at[i - 1]! < second + 1000) most = Math.max(most, at[i]! - at[i - 1]!);
    longest.push(most);
  }
  return longest;
}

function sizes(frames: { height: number }[]): { heights: Record<string, number>; changes: number } {
  const heights: Record<string, number> = {};
  for (const f of frames) heights[f.height] = (heights[f.height] ?? 0) + 1;
  for (const h of Object.keys(heights)) heights[h] = round(heights[h]! / frames.length);
  return { heights, changes: frames.filter((f, i) => i > 0 && f.height !== frames[i - 1]!.height).length };
}

function sent(a: Reading, b: Reading): Pick<Figure, 'sent_fps' | 'sent_kbps'> {
  const seconds = (b.at - a.at) / 1000;
  const fps = Object.entries(b.sentFrames).map(([height, n]) => [height, round((n - (a.sentFrames[height] ?? 0)) / seconds, 1)] as const);
  return { sent_fps: Object.fromEntries(fps.filter(([, n]) => n > 0)), sent_kbps: round(((b.sentBytes - a.sentBytes) * 8) / seconds / 1000, 0) };
}

function figure(a: Reading, b: Reading): Omit<Figure, 'server' | 'sent_fps' | 'sent_kbps'> {
  const seconds = (b.at - a.at) / 1000;
  const samples = b.samples - a.samples;
  const gaps = b.frames.slice(1).map((f, i) => f.at - b.frames[i]!.at);
  const still = standstills(b.frames, a.at, b.at);
  const packets = b.audioPackets - a.audioPackets;
  const lost = b.audioLost - a.audioLost;
  return {
    concealed_percent: round((100 * (b.concealed - a.concealed)) / samples),
    concealed_silent_percent: round((100 * (b.silent - a.silent)) / samples),
    audio_lost_percent: round((100 * lost) / (packets + lost)),
    freeze_p95_ms: round(quantile(still, 0.95), 0),
    frame_gap_p95_ms: round(quantile(gaps, 0.95), 0),
    longest_standstill_ms: round(Math.max(...still), 0),
    freezes: b.freezes - a.freezes,
    frozen_ms: round(b.frozenMs - a.frozenMs, 0),
    fps: round((b.decoded - a.decoded) / seconds, 1),
    height: b.height,
    ...sizes(b.frames),
    video_kbps: round(((b.videoBytes - a.videoBytes) * 8) / seconds / 1000, 0),
  };
}

async function span(call: Call, ms: number): Promise<Figure> {
  const before = await read(call.watcher);
  const sentBefore = await read(call.speaker);
  const counted = await call.counters();
  await sleep(ms);
  const now = await call.counters();
  const server = Object.fromEntries(Object.entries(now).map(([k, v]) => [k, k.endsWith('_kbps') ? v : v - counted[k]!]));
  return { ...figure(before, await read(call.watcher)), ...sent(sentBefore, await read(call.speaker)), server };
}

/** Both lines alike. The share is of each line, each way: what comes from one client to the other has passed two of them. */
function setLoss(call: Call, percent: number): void {
  call.lines.speaker.set({ ...BASE, lossPercent: lossOn === 'watcher' ? 0 : percent });
  call.lines.watcher.set({ ...BASE, lossPercent: lossOn === 'speaker' ? 0 : percent });
}

/** Seconds from the end of the loss until a second as good as before it: nine in ten of the frames, the same size, voice unbroken. */
async function recovery(call: Call, good: Figure): Promise<number | null> {
  const began = performance.now();
  const history: Reading[] = [await read(call.watcher)];
  while (performance.now() - began < 15_000) {
    await sleep(200);
    const now = await read(call.watcher);
    history.push(now);
    const then = [...history].reverse().find((r) => now.at - r.at >= 950) ?? history[0]!;
    if (now.at - then.at < 950) continue;
    const seconds = (now.at - then.at) / 1000;
    const fps = (now.decoded - then.decoded) / seconds;
    const concealed = (now.concealed - then.concealed) / Math.max(1, now.samples - then.samples);
    if (fps >= 0.9 * good.fps && now.height >= good.height && concealed <= 0.01) return Math.max(0, round((performance.now() - began) / 1000 - seconds, 1));
  }
  return null;
}

interface Result {
  by_loss: Record<string, Figure>;
  recover_s: number | null;
  squeezed: Figure;
}

async function go(name: string, call: Call): Promise<Result> {
  const by_loss: Record<string, Figure> = {};
  for (const loss of LOSSES) {
    setLoss(call, loss);
    await sleep(SETTLE_MS);
    by_loss[loss] = await span(call, SPAN_MS);
    console.log(name, `${loss} %`, JSON.stringify(by_loss[loss]));
  }
  setLoss(call, 0);
  const recover_s = await recovery(call, by_loss[0]!);
  console.log(name, 'full quality after', recover_s, 's');
  await sleep(2000);
  call.lines.watcher.set({ rateKbps: SQUEEZE_KBPS }, 'down');
  await sleep(SETTLE_MS);
  const squeezed = await span(call, SPAN_MS);
  console.log(name, `${SQUEEZE_KBPS} kbit/s`, JSON.stringify(squeezed));
  return { by_loss, recover_s, squeezed };
}

const onlyOne = process.argv.find((a) => a.startsWith('--only='))?.slice(7);
const dir = mkdtempSync(join(tmpdir(), 'phien-line-'));
const capture = { voice: join(dir, 'voice.wav'), picture: join(dir, 'picture.y4m') };
const notRun: Record<string, string> = {};
const begunAgain: Record<string, string> = {};
let net: Net | null = null;

async function one(name: 'phien' | 'janus', start: () => Promise<Call>): Promise<Result | null> {
  if (onlyOne && onlyOne !== name) return null;
  try {
    const call = await start().catch((error: unknown) => {
      begunAgain[name] = String(error); /* a machine with other work: once more, and the result says so */
      console.log(`${name}: begun again: ${String(error)}`);
      return start();
    });
    try {
      return await go(name, call);
    } finally {
      await call.close();
    }
  } catch (error) {
    notRun[name] = String(error);
    console.log(`${name}: not measured: ${String(error)}`);
    return null;
  }
}

writeVoice(capture.voice);
writePicture(capture.picture);
const phien = await one('phien', () => callPhien(SEED, capture));
const janus = await one('janus', async () => callJanus((net = makeNet()), SEED, capture));
(net as Net | null)?.remove();
rmSync(dir, { recursive: true, force: true });

const both = (pick: (r: Result) => unknown) => ({ phien: phien ? pick(phien) : null, janus: janus ? pick(janus) : null });
const result = {
  what: `two Chromium clients, each behind a line with ${BASE.delayMs} ms, ${BASE.jitterMs} ms of jitter and the given loss each way (mean row ${BASE.burst}); ours is the product's own client and installation, Janus's a bare page`,
  seed: SEED,
  loss_on: lossOn,
  concealed_percent: Object.fromEntries(LOSSES.slice(1).map((l) => [l, both((r) => r.by_loss[l]!.concealed_percent)])),
  freeze_p95_ms: phien?.by_loss[5]!.freeze_p95_ms ?? null,
  freeze_p95_ms_by_loss: Object.fromEntries(LOSSES.map((l) => [l, both((r) => r.by_loss[l]!.freeze_p95_ms)])),
  recover_s: phien?.recover_s ?? null,
  recover_s_janus: janus?.recover_s ?? null,
  squeezed_kbps: SQUEEZE_KBPS,
  squeezed_concealed_percent: both((r) => r.squeezed.concealed_percent),
  not_run: notRun,
  begun_again: begunAgain,
  phien,
  janus,
};
mkdirSync(join(top, 'build/bench'), { recursive: true });
writeFileSync(join(top, 'build/bench/line.json'), JSON.stringify(result, null, 2) + '\n');
console.log('written: build/bench/line.json');
process.exit(0);
