// SPDX-License-Identifier: GPL-3.0-or-later
// What forwarding one packet costs: phien-media, Janus as Debian ships it and with event loops, a fan-out of webrtcbin, and the
// raw limit, in turn, over the same network with the same light viewers and the same publisher. docs/benches.md says how to read it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { top } from '../lib/stack.ts';
import { startJanus } from './lib/janus.ts';
import { Load, type Profile } from './lib/load.ts';
import { makeNet, type Net } from './lib/netns.ts';
import { flatOut, startRaw } from './lib/raw.ts';
import { startPhien, type StartSfu } from './lib/servers.ts';
import { trial, type Figures, type Plan } from './lib/trial.ts';
import { hasWebrtcbin, startWebrtcbin } from './lib/webrtcbin.ts';

const VIEWERS = 20;
const LOOPS = cpus().length;
/** Who can be asked, and with which SRTP profile: Janus and webrtcbin are given what both prefer, AES-CM with SHA1-80. */
const NAMES = ['phien', 'phien_gcm', 'janus', 'janus_tuned', 'webrtcbin', 'raw', 'raw_gcm'] as const;
type Name = (typeof NAMES)[number];

const quick = process.argv.includes('--quick');
const only = process.argv.find((a) => a.startsWith('--only='))?.slice(7).split(',');
const chosen = (names: readonly Name[]) => names.filter((n) => !only || only.includes(n));
const notRun: Record<string, string> = {};

const profileOf = (name: Name): Profile => (name.endsWith('_gcm') ? 'gcm' : 'cm');

function starterOf(name: Name, kind: 'video' | 'audio', kbps: number): StartSfu {
  switch (name) {
    case 'phien':
    case 'phien_gcm':
      return startPhien;
    case 'janus':
      return startJanus(0);
    case 'janus_tuned':
      return startJanus(LOOPS);
    case 'webrtcbin':
      return startWebrtcbin;
    case 'raw':
    case 'raw_gcm':
      return startRaw(profileOf(name), kind, kbps, 'paced');
  }
}

/** One figure or, after a second try, the reason why there is none. */
async function measure(net: Net, what: string, name: Name, plan: Omit<Plan, 'profile'>): Promise<Figures | null> {
  if (name === 'webrtcbin' && !hasWebrtcbin()) {
    notRun[name] = "not built: GStreamer's WebRTC headers are missing (deploy/packages-bench.txt)";
    return null;
  }
  const source = plan.sources.at(-1)!;
  for (let attempt = 1; ; attempt++)
    try {
      const f = await trial(net, starterOf(name, source.kind, source.kbps), { ...plan, profile: profileOf(name) });
      console.log(`${what.padEnd(22)} ${name.padEnd(12)} ${f.us_per_packet.toFixed(2).padStart(7)} us/packet  ${String(f.packets_per_s).padStart(6)} packets/s  ${f.delivered_percent.toFixed(0).padStart(3)} % arrived  cpu ${f.cpu_percent.toFixed(1).padStart(5)} %  ${f.rss_kib_per_viewer} KiB/viewer`);
      return f;
    } catch (error) {
      if (attempt < 3) continue;
      notRun[`${name}, ${what}`] = String(error);
      console.log(`${what.padEnd(22)} ${name.padEnd(12)} not measured: ${String(error)}`);
      return null;
    }
}

const round = (x: number) => Number(x.toFixed(2));
const median = (xs: number[]) => [...xs].sort((a, b) => a - b)[(xs.length - 1) >> 1]!;

/** Rounds in which each has its turn; of each the round with the middle cost. */
async function inTurn(net: Net, what: string, names: readonly Name[], rounds: number, plan: Omit<Plan, 'profile'>): Promise<Partial<Record<Name, Figures>>> {
  const all = new Map<Name, Figures[]>();
  for (let r = 0; r < rounds; r++)
    for (const name of chosen(names)) {
      if (notRun[`${name}, ${what}`]) continue;
      const f = await measure(net, what, name, plan);
      if (f) all.set(name, [...(all.get(name) ?? []), f]);
    }
  return Object.fromEntries([...all].map(([name, fs]) => [name, fs.find((f) => f.us_per_packet === median(fs.map((x) => x.us_per_packet)))!]));
}

const video = (kbps: number, viewers = VIEWERS, fast = false): Omit<Plan, 'profile'> => ({
  publishers: 1,
  viewers,
  sources: [{ kind: 'video', kbps }],
  ...(quick || fast ? { warmMs: 700, spanMs: 2000 } : { warmMs: 700, spanMs: 2500 }),
});

async function flat(net: Net): Promise<Record<Profile, number>> {
  const load = await Load.start(net.load);
  const peers = await load.peers(VIEWERS, 'cm', 'full');
  const out = { cm: round(await flatOut(net, 'cm', peers)), gcm: round(await flatOut(net, 'gcm', peers)) };
  await load.stop();
  return out;
}

const costs = (fs: Partial<Record<Name, Figures>>) => Object.fromEntries(Object.entries(fs).map(([n, f]) => [n, f.us_per_packet]));
const ratio = (a?: Figures, b?: Figures) => (a && b ? round(a.us_per_packet / b.us_per_packet) : null);

async function run(net: Net): Promise<object> {
  /* The four whose ratios are goals have three turns, the others one: the whole stays below ten minutes. */
  const goals = await inTurn(net, '3.0 Mbit/s, 20 viewers', ['phien', 'phien_gcm', 'janus_tuned', 'raw'], quick ? 1 : 3, video(3000));
  const at3 = { ...goals, ...(await inTurn(net, '3.0 Mbit/s, 20 viewers', ['janus', 'webrtcbin', 'raw_gcm'], 1, video(3000))) };
  const at1 = await inTurn(net, '1.0 Mbit/s, 20 viewers', NAMES, 1, video(1000));
  const ours = ['phien', 'phien_gcm', 'raw'] as const;
  const five = await inTurn(net, '3.0 Mbit/s, 5 viewers', ['phien', 'phien_gcm', 'janus_tuned', 'raw'], 1, video(3000, 5, true));
  const many = await inTurn(net, '3.0 Mbit/s, 200 viewers', ours, 1, video(3000, 200, true));
  const manyThin = await inTurn(net, '1.0 Mbit/s, 200 viewers', ['phien', 'janus_tuned'], 1, video(1000, 200, true));
  const voice = await inTurn(net, 'one voice, 20 viewers', ['phien', 'phien_gcm', 'janus_tuned', 'raw'], 1, { publishers: 1, viewers: VIEWERS, sources: [{ kind: 'audio', kbps: 40 }], warmMs: 500, spanMs: 2500 });
  const all: Omit<Plan, 'profile'> = { publishers: 30, viewers: 30, sources: [{ kind: 'audio', kbps: 40 }, { kind: 'video', kbps: 150, fps: 15 }], warmMs: 700, spanMs: 2500 };
  const thirty = await inTurn(net, '30 x 30', ['phien', 'phien_gcm', 'janus_tuned'], 1, all);
  const growth = (name: 'phien' | 'phien_gcm') => ({ '5': five[name]?.us_per_packet, '20': at3[name]?.us_per_packet, '200': many[name]?.us_per_packet });
  const flatly = await flat(net);
  return {
    what: `CPU of the server for each packet sent to a viewer, over a fixed span after a warm-up; ${VIEWERS} viewers, one publisher at 3.0 Mbit/s where nothing else is said`,
    us_per_packet: costs(at3),
    ratio_janus_tuned: ratio(at3.janus_tuned, at3.phien),
    ratio_raw: ratio(at3.phien, at3.raw),
    ratio_raw_gcm: ratio(at3.phien_gcm, at3.raw_gcm),
    raw_flat_out: flatly,
    ratio_raw_flat_out: at3.phien ? round(at3.phien.us_per_packet / flatly.cm) : null,
    rss_kib_per_viewer: many.phien?.rss_kib_per_viewer ?? at3.phien?.rss_kib_per_viewer ?? null,
    ratio_200_to_20: ratio(many.phien, at3.phien),
    by_rate: { '1.0': costs(at1), '3.0': costs(at3) },
    by_viewers: { phien: growth('phien'), phien_gcm: growth('phien_gcm'), janus_tuned: { '5': five.janus_tuned?.us_per_packet, '20': at3.janus_tuned?.us_per_packet } },
    by_viewers_at_1_0: { '20': costs(at1), '200': costs(manyThin) },
    audio_only: costs(voice),
    thirty_by_thirty: costs(thirty),
    not_run: notRun,
    machine: { cpu: cpus()[0]!.model, cores: cpus().length },
    trials: { at_3_0: at3, at_1_0: at1, viewers_5: five, viewers_200: many, viewers_200_at_1_0: manyThin, audio_only: voice, thirty_by_thirty: thirty },
  };
}

function write(result: object): void {
  mkdirSync(join(top, 'build/bench'), { recursive: true });
  writeFileSync(join(top, 'build/bench/media.json'), JSON.stringify(result, null, 2) + '\n');
  console.log('written: build/bench/media.json');
}

let net: Net;
try {
  net = makeNet();
} catch (error) {
  write({ not_run: { everything: String(error) } });
  process.exit(1);
}
const leave = () => (net.remove(), process.exit(1));
process.once('SIGINT', leave).once('SIGTERM', leave);
try {
  write(await run(net));
} finally {
  net.remove();
}
process.exit(0);
