// SPDX-License-Identifier: GPL-3.0-or-later
// A network of two hosts on one machine: the servers live in a namespace of their own, the load outside, a veth pair between.
// Janus does not gather on loopback, so everybody is measured here. Needs root; says so where it is not.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Net {
  name: string;
  /** Addresses of the servers' side and of the load's side. */
  server: string;
  load: string;
  /** Words to put in front of a server's command. */
  inside: string[];
  remove(): void;
}

const ip = (...words: string[]) => void execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });

/** What the receivers' kernel does with a packet is theirs, as on another machine; on one machine it would run inside the server's
 * own send call. Where the kernel cannot steer receiving (RPS), it stays there, for every server alike. */
function receiveOnLoadCore(device: string): void {
  if (cpus().length < 2) return;
  try {
    writeFileSync(`/sys/class/net/${device}/queues/rx-0/rps_cpus`, '2');
  } catch {
    console.log('receiving cannot be steered to the second core: it counts as the servers\' own');
  }
}

export function makeNet(): Net {
  const tag = String(process.pid % 10_000);
  const name = `phien-bench-${tag}`;
  const third = (process.pid % 250) + 1;
  const [load, server] = [`10.203.${third}.1`, `10.203.${third}.2`];
  const [outer, inner] = [`pb${tag}o`, `pb${tag}i`];
  try {
    ip('netns', 'add', name);
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
    ip('addr', 'add', `${load}/30`, 'dev', outer);
    ip('link', 'set', outer, 'up');
    ip('-n', name, 'addr', 'add', `${server}/30`, 'dev', inner);
    ip('-n', name, 'link', 'set', inner, 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
    receiveOnLoadCore(outer);
  } catch (error) {
    const why = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new Error(`no network namespace (${why}); this bench needs root`);
  }
  return {
    name,
    server,
    load,
    inside: ['ip', 'netns', 'exec', name],
    remove() {
      for (const words of [['link', 'del', outer], ['netns', 'del', name]])
        try {
          ip(...words);
        } catch {
          /* gone already */
        }
    },
  };
}
