// SPDX-License-Identifier: GPL-3.0-or-later
// A network namespace of its own, joined to ours by one cable: another machine as far as packets go. Needs root.
import { execFileSync } from 'node:child_process';
import { cleanup, Skip } from './harness.ts';

export interface Namespace {
  /** Our end of the cable, and the other. */
  here: string;
  there: string;
  /** Before a command that is to run over there. */
  inside: string[];
  run(...command: string[]): string;
}

export function makeNamespace(): Namespace {
  if (process.getuid!() !== 0) throw new Skip('a network namespace needs root');
  const id = process.pid % 10_000;
  const name = `phien-${id}`;
  const [here, there] = [`10.213.${id % 250}.1`, `10.213.${id % 250}.2`];
  const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });
  try {
    ip('netns', 'add', name);
  } catch (error) {
    throw new Skip(`no network namespaces here: ${String(error)}`);
  }
  cleanup(() => void ip('netns', 'del', name)); // the cable goes with it
  ip('link', 'add', `ph${id}a`, 'type', 'veth', 'peer', 'name', `ph${id}b`, 'netns', name);
  ip('addr', 'add', `${here}/24`, 'dev', `ph${id}a`);
  ip('link', 'set', `ph${id}a`, 'up');
  const inside = ['ip', 'netns', 'exec', name];
  const run = (...command: string[]) => execFileSync(inside[0]!, [...inside.slice(1), ...command], { encoding: 'utf8' });
  run('ip', 'addr', 'add', `${there}/24`, 'dev', `ph${id}b`);
  run('ip', 'link', 'set', `ph${id}b`, 'up');
  run('ip', 'link', 'set', 'lo', 'up');
  return { here, there, inside, run };
}
