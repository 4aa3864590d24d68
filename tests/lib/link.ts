// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks base/unix-link (4-byte big-endian length, JSON) to a daemon, in place of phien-meeting.
import { connect, type Socket } from 'node:net';
import { waitUntil } from './harness.ts';

export type LinkMessage = { t: string; req?: number } & Record<string, unknown>;

export class Link {
  readonly received: LinkMessage[] = [];
  private buffer = Buffer.alloc(0);
  private nextReq = 1;
  private readonly asked = new Map<number, (answer: LinkMessage) => void>();

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => this.feed(chunk));
    socket.on('error', () => {});
  }

  static async open(path: string): Promise<Link> {
    return waitUntil(`a link at ${path}`, () => new Promise<Link | null>((resolve) => {
      const socket = connect(path);
      socket.once('connect', () => resolve(new Link(socket)));
      socket.once('error', () => resolve(null));
    }));
  }

  send(message: LinkMessage): void {
    const text = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(text.length);
    this.socket.write(Buffer.concat([head, text]));
  }

  /** Sends with a fresh "req" and waits for the answer; an {"t":"error"} becomes an exception. */
  async ask(message: LinkMessage, ms = 10_000): Promise<LinkMessage> {
    const req = this.nextReq++;
    this.send({ ...message, req });
    const answer = await new Promise<LinkMessage>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`waited ${ms} ms for an answer to ${message.t}`)), ms);
      this.asked.set(req, (m) => (clearTimeout(late), resolve(m)));
    });
    this.asked.delete(req);
    if (answer.t === 'error') throw new Error(`${message.t}: ${String(answer.code)} ${String(answer.detail)}`);
    return answer;
  }

  async message(type: string, from = 0, ms = 5000): Promise<LinkMessage> {
    return waitUntil(`message ${type}`, () => this.received.slice(from).find((m) => m.t === type), ms, 10);
  }

  close(): void {
    this.socket.destroy();
  }

  private feed(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    while (this.buffer.length >= 4) {
      const length = this.buffer.readUInt32BE(0);
      if (this.buffer.length < 4 + length) return;
      const message = JSON.parse(this.buffer.subarray(4, 4 + length).toString()) as LinkMessage;
      this.received.push(message);
      if (message.req) this.asked.get(message.req)?.(message);
      this.buffer = this.buffer.subarray(4 + length);
    }
  }
}
