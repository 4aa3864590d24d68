// SPDX-License-Identifier: GPL-3.0-or-later
// A small honest peer at the far end of one of phien-meeting's unix links: it plays the media server or the studio.
import { createServer, type Server, type Socket } from 'node:net';
import { rmSync } from 'node:fs';
import { waitUntil } from './harness.ts';

export type Message = { t: string; req?: number } & Record<string, unknown>;

/** One end of a link: remembers what it was told, answers as `answer` says. */
export class Peer {
  readonly heard: Message[] = [];
  private socket: Socket | undefined;
  private server: Server | undefined;

  constructor(readonly path: string, readonly answer: (m: Message) => Message | undefined, readonly greeting?: () => Message) {}

  async start(): Promise<void> {
    rmSync(this.path, { force: true });
    this.server = createServer((socket) => {
      this.socket = socket;
      let buffer = Buffer.alloc(0);
      if (this.greeting) this.send(this.greeting());
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        buffer = Buffer.concat([buffer, chunk]);
        while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE(0)) {
          const end = 4 + buffer.readUInt32BE(0);
          const m = JSON.parse(buffer.subarray(4, end).toString()) as Message;
          buffer = buffer.subarray(end);
          this.heard.push(m);
          const reply = this.answer(m);
          if (reply) this.send({ ...reply, req: m.req! });
        }
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(this.path, resolve));
    await waitUntil('phien-meeting to connect', () => this.socket !== undefined);
  }

  send(m: Message): void {
    const text = Buffer.from(JSON.stringify(m));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(text.length);
    this.socket!.write(Buffer.concat([head, text]));
  }

  stop(): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.server?.close();
  }

  async told(type: string, from = 0): Promise<Message> {
    return waitUntil(`the order ${type}`, () => this.heard.slice(from).find((m) => m.t === type), 5000, 10);
  }
}
