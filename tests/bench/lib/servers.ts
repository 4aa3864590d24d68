// SPDX-License-Identifier: GPL-3.0-or-later
// The servers that are measured behind one face: a light peer publishes to it or watches what others publish, and whoever
// measures reads its process. Each lives in the namespace of `Net`, on the server's core.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end } from '../../lib/harness.ts';
import { Link } from '../../lib/link.ts';
import { build, onServerCore, type LightPeer, type Load, type Source } from './load.ts';
import type { Net } from './netns.ts';
import { PT, offer, remoteOf } from './sdp.ts';

export interface Publication {
  peer: LightPeer;
  sources: Source[];
}

export interface Sfu {
  pid: number;
  /** Which side of ICE a light peer has to play: 'full' checks and nominates, 'lite' answers and waits for that. */
  ice: { publish: 'lite' | 'full'; watch: 'lite' | 'full' };
  publish(load: Load, publication: Publication, pacing: 'paced' | 'whole'): Promise<void>;
  watch(load: Load, peer: LightPeer, what: Publication[]): Promise<void>;
  /** A server that makes its packets by itself has nobody connect to it; it begins when told who listens. */
  begin?(): void;
  stop(): Promise<void>;
}

export type StartSfu = (net: Net) => Promise<Sfu>;

/** A server's command in the namespace and on its core; what it prints is dropped unless PHIEN_VERBOSE. */
export function inside(net: Net, command: string[], options: { env?: NodeJS.ProcessEnv; pipe?: boolean; core?: string[] } = {}): ChildProcess {
  const [program, ...rest] = [...net.inside, ...(options.core ?? onServerCore), ...command];
  const quiet = process.env.PHIEN_VERBOSE ? 'inherit' : 'ignore';
  return spawn(program!, rest, { stdio: [options.pipe ? 'pipe' : 'ignore', options.pipe ? 'pipe' : quiet, quiet], env: { ...process.env, ...options.env } });
}

const SOURCE_NAME = { audio: 'mic', video: 'camera' } as const;

/** The product's own daemon, driven over its link as phien-meeting does; `core` is what goes in front to bind it to one. */
export const phienOn = (core: string[]): StartSfu => async (net) => {
  const varDir = mkdtempSync(join(tmpdir(), 'phien-bench-'));
  mkdirSync(join(varDir, 'run'));
  const child = inside(net, [process.env.PHIEN_MEDIA ?? join(build, 'media/sfu/phien-media')], {
    core,
    env: { PHIEN_VAR: varDir, PHIEN_MEDIA_UDP_PORT: '0', PHIEN_MEDIA_ANNOUNCE_IPS: net.server, PHIEN_MEDIA_WORKERS: process.env.PHIEN_MEDIA_WORKERS ?? '1' },
  });
  const link = await Link.open(join(varDir, 'run/media.sock'));
  const ROOM = 7;
  const negotiate = async (load: Load, peer: LightPeer, dir: 'pub' | 'sub', lines: Parameters<typeof offer>[2], named: object[]) => {
    const sdp = offer(peer, load.fingerprint, lines, true);
    const answer = await link.ask({ t: 'peer.offer', room: ROOM, peer: peer.id, dir, sdp, [dir === 'pub' ? 'tracks' : 'want']: named });
    const to = remoteOf(String(answer.sdp), net.server);
    load.remote(peer, to);
    return to;
  };
  return {
    pid: child.pid!,
    ice: { publish: 'full', watch: 'full' },
    async publish(load, { peer, sources }, pacing) {
      const lines = sources.map((source) => ({ kind: source.kind, source }));
      const to = await negotiate(load, peer, 'pub', lines, sources.map((s, i) => ({ mid: String(i), source: SOURCE_NAME[s.kind] })));
      for (const s of sources) load.source(peer, s, PT[s.kind], to.twcc, pacing);
    },
    async watch(load, peer, what) {
      const wanted = what.flatMap((p) => p.sources.map((s) => ({ kind: s.kind, track: `${p.peer.id}/${SOURCE_NAME[s.kind]}` })));
      await negotiate(load, peer, 'sub', wanted, wanted.map((w, i) => ({ mid: String(i), track: w.track })));
    },
    async stop() {
      link.close();
      await end(child);
      rmSync(varDir, { recursive: true, force: true });
    },
  };
};

export const startPhien = phienOn(onServerCore);
