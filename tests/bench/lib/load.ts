// SPDX-License-Identifier: GPL-3.0-or-later
// bench-load from TypeScript: many light peers in one process on the second core, see tests/bench/tools/load.c for the words.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { end } from '../../lib/harness.ts';
import { top } from '../../lib/stack.ts';

export const build = process.env.PHIEN_BUILD ?? join(top, 'build/release');
export const tool = (name: string) => join(build, 'tests/bench/tools', name);
/** The server gets one core to itself, the load the other. */
export const onServerCore = ['taskset', '-c', '0'];
const onLoadCore = ['taskset', '-c', '1'];

export type Profile = 'gcm' | 'cm';

export interface LightPeer {
  /** Within its process. */
  index: number;
  /** Among all that meet on one server; from 1. */
  id: number;
  ufrag: string;
  pwd: string;
  ip: string;
  port: number;
}

export interface Source {
  kind: 'video' | 'audio';
  ssrc: number;
  kbps: number;
  fps?: number;
}

export interface Stat {
  connected: number;
  rtp_in: number;
  bytes_in: number;
  opened: number;
  good: number;
  bad: number;
  asked: number;
  again: number;
  missing: number;
  rtcp_in: number;
  rtp_out: number;
  refused: number;
  reports: number;
  twcc: number;
  extra: number;
}

export interface Delays {
  count: number;
  p50_us: number;
  p99_us: number;
  max_us: number;
}

export class Load {
  fingerprint = '';
  private readonly lines: string[] = [];
  private readonly waiting: ((line: string) => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly ip: string,
    private readonly first: number,
  ) {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const next = this.waiting.shift();
      if (next) next(line);
      else this.lines.push(line);
    });
    child.on('exit', (code) => this.waiting.splice(0).forEach((next) => next(`ended ${code}`)));
  }

  static async start(ip: string, options: { nice?: number; first?: number } = {}): Promise<Load> {
    const nice = options.nice ? ['nice', '-n', String(options.nice)] : [];
    const [command, ...rest] = [...nice, ...onLoadCore, tool('bench-load')];
    const load = new Load(spawn(command!, rest, { stdio: ['pipe', 'pipe', 'inherit'] }), ip, options.first ?? 0);
    load.fingerprint = (await load.line('fingerprint'))[1]!;
    return load;
  }

  async peers(count: number, profile: Profile, ice: 'lite' | 'full'): Promise<LightPeer[]> {
    this.say(`peers ${count} ${profile} ${this.ip} ${ice}`);
    const out: LightPeer[] = [];
    for (let i = 0; i < count; i++) {
      const [, index, ufrag, pwd, port] = await this.line('peer');
      out.push({ index: Number(index), id: this.first + Number(index) + 1, ufrag: ufrag!, pwd: pwd!, ip: this.ip, port: Number(port) });
    }
    return out;
  }

  remote(peer: LightPeer, to: { ufrag: string; pwd: string; ip: string; port: number; twcc: number; rtx: number }): void {
    this.say(`remote ${peer.index} ${to.ufrag} ${to.pwd} ${to.ip} ${to.port} ${to.twcc} ${to.rtx}`);
  }

  source(peer: LightPeer, source: Source, pt: number, twccExt: number, pacing: 'paced' | 'whole'): void {
    this.say(`source ${peer.index} ${source.kind} ${source.ssrc} ${pt} ${source.kbps} ${source.fps ?? 30} ${twccExt} ${pacing}`);
  }

  drop(from: number, to: number): void {
    this.say(`drop ${from} ${to}`);
  }

  /** One packet in `n` is opened and timed. */
  sample(n: number): void {
    this.say(`sample ${n}`);
  }

  async stat(): Promise<Stat> {
    this.say('stat');
    const words = (await this.line('stat')).slice(1);
    return Object.fromEntries(words.flatMap((w, i) => (i % 2 === 0 ? [[w, Number(words[i + 1])]] : []))) as unknown as Stat;
  }

  /** Delays of the packets opened since the last call. */
  async delays(): Promise<Delays> {
    this.say('delays');
    const [, count, p50, p99, max] = (await this.line('delays')).map(Number);
    return { count: count!, p50_us: p50!, p99_us: p99!, max_us: max! };
  }

  /** Microseconds from the first "remote" to the first and the last peer with keys; and each one's own time. */
  async joined(): Promise<{ count: number; first: number; last: number; p50: number; p99: number }> {
    this.say('joined');
    const [, count, first, last, p50, p99] = (await this.line('joined')).map(Number);
    return { count: count!, first: first!, last: last!, p50: p50!, p99: p99! };
  }

  async stop(): Promise<void> {
    this.child.stdin!.end();
    await end(this.child);
  }

  private say(line: string): void {
    this.child.stdin!.write(line + '\n');
  }

  private async line(verb: string): Promise<string[]> {
    const line = this.lines.shift() ?? (await new Promise<string>((resolve) => this.waiting.push(resolve)));
    const words = line.split(' ');
    if (words[0] !== verb) throw new Error(`bench-load said "${line}" where "${verb}" was awaited`);
    return words;
  }
}
