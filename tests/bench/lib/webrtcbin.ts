// SPDX-License-Identifier: GPL-3.0-or-later
// A fan-out of GStreamer's webrtcbin elements: bench-webrtcbin, spoken to over its stdin.
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { end } from '../../lib/harness.ts';
import { tool } from './load.ts';
import { PT, answerTo, offer, remoteOf } from './sdp.ts';
import { inside, type StartSfu } from './servers.ts';

const PROGRAM = 'bench-webrtcbin';
/** Built only where GStreamer's WebRTC headers are. */
export const hasWebrtcbin = () => existsSync(tool(PROGRAM));

export const startWebrtcbin: StartSfu = async (net) => {
  const child = inside(net, [tool(PROGRAM)], { pipe: true });
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => waiting.shift()?.(line));
  const ask = async (line: string, verb: string): Promise<string[]> => {
    const answer = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`webrtcbin did not answer "${line.slice(0, 20)}"`)), 15_000);
      waiting.push((text) => (clearTimeout(timer), resolve(text)));
      child.stdin!.write(line + '\n');
    });
    const words = answer.split(' ');
    if (words[0] !== verb) throw new Error(`webrtcbin said ${answer.slice(0, 60)}`);
    return words.slice(1);
  };
  const encode = (sdp: string) => Buffer.from(sdp).toString('base64');
  const decode = (word: string) => Buffer.from(word, 'base64').toString();
  return {
    pid: child.pid!,
    ice: { publish: 'full', watch: 'lite' },
    async publish(load, { peer, sources }, pacing) {
      const sdp = offer(peer, load.fingerprint, sources.map((source) => ({ kind: source.kind, source })), true);
      const [answer] = await ask(`publish ${encode(sdp)}`, 'answer');
      const to = remoteOf(decode(answer!), net.server);
      load.remote(peer, to);
      for (const s of sources) load.source(peer, s, PT[s.kind], to.twcc, pacing);
    },
    async watch(load, peer) {
      const [i, sdp] = await ask('watch', 'offer');
      const to = remoteOf(decode(sdp!), net.server);
      load.remote(peer, to);
      child.stdin!.write(`answer ${i} ${encode(answerTo(decode(sdp!), peer, load.fingerprint))}\n`);
    },
    async stop() {
      child.kill('SIGKILL');
      await end(child);
    },
  };
};
