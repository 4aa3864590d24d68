// SPDX-License-Identifier: GPL-3.0-or-later
// The limit: bench-raw encrypts and sends what a publisher would have sent, at its pace, and does nothing else.
import type { ChildProcess } from 'node:child_process';
import { end } from '../../lib/harness.ts';
import { tool, type LightPeer, type Profile } from './load.ts';
import type { Net } from './netns.ts';
import { inside, type StartSfu } from './servers.ts';

function spawnRaw(net: Net, profile: Profile, kind: 'video' | 'audio', kbps: number, pacing: 'paced' | 'whole' | 'flat'): ChildProcess {
  return inside(net, [tool('bench-raw'), profile, kind, String(kbps), pacing], { pipe: true });
}

export const startRaw =
  (profile: Profile, kind: 'video' | 'audio', kbps: number, pacing: 'paced' | 'whole'): StartSfu =>
  async (net) => {
    const child = spawnRaw(net, profile, kind, kbps, pacing);
    return {
      pid: child.pid!,
      ice: { publish: 'full', watch: 'full' },
      publish: () => Promise.resolve(),
      watch: async (_, peer) => void child.stdin!.write(`${peer.ip} ${peer.port}\n`),
      begin: () => void child.stdin!.write('go\n'),
      stop: () => end(child),
    };
  };

/** Without any pace: microseconds for each packet, runs of eight, as fast as the core goes; the receivers lose most of it. */
export async function flatOut(net: Net, profile: Profile, listeners: LightPeer[]): Promise<number> {
  const child = spawnRaw(net, profile, 'video', 3000, 'flat');
  let said = '';
  child.stdout!.on('data', (d: Buffer) => (said += d.toString()));
  child.stdin!.end(listeners.map((p) => `${p.ip} ${p.port}\n`).join('') + 'go\n');
  await new Promise((resolve) => child.once('close', resolve));
  const [, packets, us] = /flat (\d+) (\d+)/.exec(said) ?? [];
  if (!packets) throw new Error(`bench-raw said: ${said}`);
  return Number(us) / Number(packets);
}
