// SPDX-License-Identifier: GPL-3.0-or-later
// A GStreamer encoder or decoder (tests/tools/webrtc-device.c) and the HTTP a maker would put around it: WHIP and WHEP.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { waitUntil } from './harness.ts';
import { top } from './stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');

export class Device {
  private readonly child: ChildProcess;
  private text = '';
  resource = '';

  constructor(kind: 'send' | 'receive') {
    this.child = spawn(join(build, 'tests/tools/test-webrtc-device'), [kind], { stdio: ['pipe', 'pipe', process.env.PHIEN_VERBOSE ? 'inherit' : 'ignore'], env: { ...process.env, GST_PLUGIN_FEATURE_RANK: '' } });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  async offer(): Promise<string> {
    return waitUntil('the device to offer', () => {
      const word = /^offer (\S+)$/m.exec(this.text)?.[1];
      return word === undefined ? null : Buffer.from(word, 'base64').toString();
    }, 20_000);
  }

  answer(sdp: string): void {
    this.child.stdin!.write(`answer ${Buffer.from(sdp).toString('base64')}\n`);
  }

  /** Decoded pictures and milliseconds of sound so far. */
  seen(): { frames: number; sound: number; state: number } {
    const last = [...this.text.matchAll(/^frames (\d+) sound (\d+) state (\d+)$/gm)].at(-1);
    return { frames: Number(last?.[1] ?? 0), sound: Number(last?.[2] ?? 0), state: Number(last?.[3] ?? 0) };
  }

  /** RFC 9725: offer by POST, answer in the body. */
  async connect(url: string, path: string, key: string): Promise<void> {
    const response = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${key}` }, body: await this.offer() });
    const body = await response.text();
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status} ${body}`);
    this.resource = new URL(response.headers.get('location')!, url + path).href;
    this.answer(body);
  }

  async disconnect(): Promise<number> {
    return (await fetch(this.resource, { method: 'DELETE' })).status;
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}
