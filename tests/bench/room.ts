// SPDX-License-Identifier: GPL-3.0-or-later
// How one room grows from 1 to 500 light WebSocket clients: memory for each client, and how long until the last has heard
// an event. The peer is the least a Node server can do: a bare broadcast with the "ws" package, same clients, same run.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, demoMeeting, login } from '../lib/client.ts';
import { sleep, waitUntil } from '../lib/harness.ts';
import { startStack, top } from '../lib/stack.ts';
import WebSocket from 'ws';

const SIZES = [1, 10, 50, 100, 200, 500];
const ROUNDS = 60;

interface Figure {
  clients: number;
  rss_kib: number;
  kib_per_client: number;
  broadcast_ms: { p50: number; p99: number; max: number };
}

const rss = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

function quantiles(times: number[]): Figure['broadcast_ms'] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number) => Number(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!.toFixed(2));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Sends, and measures for each client when it arrives; all clocks are this process's own. */
async function measure(send: (mark: string) => void, hear: (callback: (mark: string) => void) => void, clients: number): Promise<number[]> {
  const times: number[] = [];
  let began = 0;
  let heard = 0;
  let expected = '';
  hear((mark) => {
    if (mark !== expected) return;
    heard++;
    times.push(performance.now() - began);
  });
  for (let round = 0; round < ROUNDS; round++) {
    expected = `vòng ${clients}-${round}`;
    heard = 0;
    began = performance.now();
    send(expected);
    await waitUntil('everybody to have heard', () => heard >= clients, 20_000, 1);
    await sleep(10);
  }
  return times;
}

async function ours(): Promise<Figure[]> {
  const stack = await startStack();
  const figures: Figure[] = [];
  try {
    const secretary = await Client.as(stack.url, 'thuky');
    // The committee's meeting: the working group of today has not all six.
    const sixth = await Client.as(stack.url, 'uyvien6');
    const meeting = await demoMeeting(sixth);
    sixth.close();
    await secretary.call('room.join', { meeting });
    const members = await Promise.all(['uyvien1', 'uyvien2', 'uyvien3', 'uyvien4', 'uyvien5', 'uyvien6'].map((name) => login(stack.url, name)));
    const clients: Client[] = [];
    const base = rss(stack.pid('meeting'));
    for (const size of SIZES) {
      while (clients.length < size) {
        const client = await Client.open(stack.url, members[clients.length % members.length]!);
        await client.call('room.join', { meeting });
        clients.push(client);
      }
      await sleep(1000);
      let report: (mark: string) => void = () => {};
      for (const client of clients) client.onEvent = (event) => event.kind === 'chat.said' && report(event.body.text);
      const times = await measure(
        (mark) => void secretary.call('chat.send', { meeting, text: mark }),
        (callback) => (report = callback),
        size,
      );
      const now = rss(stack.pid('meeting'));
      figures.push({ clients: size, rss_kib: now, kib_per_client: Number(((now - base) / size).toFixed(1)), broadcast_ms: quantiles(times) });
      console.log('phien', JSON.stringify(figures.at(-1)));
    }
    for (const client of clients) client.close();
  } finally {
    await stack.stop();
  }
  return figures;
}

const PEER = `
import { WebSocketServer } from 'ws';
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (c) => c.on('message', (m) => { for (const o of server.clients) o.send(m.toString()); }));
server.on('listening', () => console.log(server.address().port));`;

async function peer(): Promise<Figure[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PEER], { cwd: top, stdio: ['ignore', 'pipe', 'inherit'] });
  let port = 0;
  child.stdout.on('data', (chunk: Buffer) => (port = Number(chunk.toString())));
  await waitUntil('the peer', () => port);
  const figures: Figure[] = [];
  const sockets: WebSocket[] = [];
  const base = rss(child.pid!);
  let report: (mark: string) => void = () => {};
  for (const size of SIZES) {
    while (sockets.length < size) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
      await new Promise((resolve) => socket.once('open', resolve));
      socket.on('message', (data) => report((JSON.parse(String(data)) as { text: string }).text));
      sockets.push(socket);
    }
    await sleep(1000);
    const times = await measure(
      (mark) => sockets[0]!.send(JSON.stringify({ type: 'event', kind: 'chat.said', text: mark })),
      (callback) => (report = callback),
      size,
    );
    const now = rss(child.pid!);
    figures.push({ clients: size, rss_kib: now, kib_per_client: Number(((now - base) / size).toFixed(1)), broadcast_ms: quantiles(times) });
    console.log('node ws', JSON.stringify(figures.at(-1)));
  }
  for (const socket of sockets) socket.terminate();
  child.kill();
  return figures;
}

const result = {
  what: `one chat event to N clients, ${ROUNDS} rounds; ours commits each event to PostgreSQL and goes through nginx, the peer only echoes`,
  phien: await ours(),
  node_ws_echo: await peer(),
};
mkdirSync(join(top, 'build/bench'), { recursive: true });
writeFileSync(join(top, 'build/bench/room.json'), JSON.stringify(result, null, 2) + '\n');
console.log('written: build/bench/room.json');
process.exit(0);
