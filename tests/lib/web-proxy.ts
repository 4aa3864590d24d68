// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP proxy between phien-trust and the services it asks: real requests over real HTTP, seen by the test, which can take single addresses away.
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanup } from './harness.ts';

export interface WebProxy {
  url: string;
  /** Names that lead somewhere else: "tsa.test" → "http://localhost:8080". */
  hosts: Map<string, string>;
  /** Addresses that do not answer. */
  away: RegExp | null;
  seen: { method: string; url: string; type: string; status: number; answer: Buffer }[];
}

export async function startProxy(): Promise<WebProxy> {
  const proxy: WebProxy = { url: '', hosts: new Map(), away: null, seen: [] };
  const server = createServer(async (question, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of question) pieces.push(piece as Buffer);
    const asked = new URL(question.url!);
    const entry = { method: question.method!, url: question.url!, type: String(question.headers['content-type'] ?? ''), status: 0, answer: Buffer.alloc(0) };
    proxy.seen.push(entry);
    if (proxy.away?.test(question.url!)) {
      question.socket.destroy();
      return;
    }
    const target = new URL(asked.pathname + asked.search, proxy.hosts.get(asked.hostname) ?? asked.origin);
    const outgoing = ask(target, { method: question.method, headers: { 'content-type': entry.type, 'content-length': Buffer.concat(pieces).length } }, async (answer) => {
      const body: Buffer[] = [];
      for await (const piece of answer) body.push(piece as Buffer);
      Object.assign(entry, { status: answer.statusCode, answer: Buffer.concat(body) });
      response.writeHead(answer.statusCode!, { 'content-type': answer.headers['content-type'] ?? '' }).end(entry.answer);
    });
    outgoing.on('error', () => question.socket.destroy());
    outgoing.end(Buffer.concat(pieces));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}
