// SPDX-License-Identifier: GPL-3.0-or-later
// Promises of the line: a command keeps its id over a cut, is answered once, and a room's events come once and in order.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RoomFeed } from './room-feed';
import { PhienSocket, type SocketLike } from './socket';

type Frame = { type: string; id: string; body: Record<string, unknown> };

class FakeServer {
  sockets: FakeSocket[] = [];
  make = () => {
    const s = new FakeSocket();
    this.sockets.push(s);
    return s;
  };
  get last() { return this.sockets[this.sockets.length - 1]!; }
}

class FakeSocket implements SocketLike {
  readyState: WebSocket['readyState'] = 0;
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: unknown }) => void) | null = null;
  onclose: ((e: { code: number }) => void) | null = null;
  sent: Frame[] = [];
  send(data: string) { this.sent.push(JSON.parse(data) as Frame); }
  close() { this.readyState = 3; }
  push(m: unknown) { this.onmessage?.({ data: JSON.stringify(m) }); }
  answer(type: string, body: unknown) {
    const f = this.sent.findLast((x) => x.type === type)!;
    this.push({ type: 'reply', id: f.id, ok: true, body });
  }
  cut(code = 1006) { this.readyState = 3; this.onclose?.({ code }); }
  async greet() {
    this.readyState = 1;
    this.onopen?.();
    await tick();
    this.answer('hello', { person: { id: 1 }, protocol: 1 });
    await tick();
  }
}

const tick = async () => { for (let i = 0; i < 12; i++) await Promise.resolve(); };
const event = (seq: number) => ({ type: 'event', meeting: 5, seq, at: '', actor: null, kind: 'chat.said', body: { text: String(seq) } });

let server: FakeServer;
let socket: PhienSocket;
beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  socket = new PhienSocket(() => 'ws://x', () => 'vi', server.make, () => 0);
  socket.start();
});
afterEach(() => { socket.stop(); vi.useRealTimers(); });

describe('a line that died without a word', () => {
  it('is noticed: a question after silence, then a new line', async () => {
    await server.last.greet();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.last.sent.at(-1)?.type).toBe('ping');
    expect(server.sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(server.sockets.length).toBeGreaterThan(1);
  });

  it('is not suspected while anything at all is heard', async () => {
    await server.last.greet();
    for (let i = 0; i < 12; i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      server.last.push(event(i + 1));
    }
    expect(server.sockets).toHaveLength(1);
    expect(server.last.sent.filter((f) => f.type === 'ping')).toHaveLength(0);
  });

  it('is alive when the answer comes', async () => {
    await server.last.greet();
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(10_000);
      server.last.answer('ping', { server_time: '2026-11-23T02:15:00Z' });
    }
    expect(server.sockets).toHaveLength(1);
  });
});

describe('a command', () => {
  it('waits for the line and is answered', async () => {
    const p = socket.call('meetings.list', {});
    await server.last.greet();
    server.last.answer('meetings.list', { meetings: [] });
    expect(await p).toEqual({ meetings: [] });
  });

  it('goes out again with the same id after a cut', async () => {
    await server.last.greet();
    const p = socket.call('vote.cast', { vote: 1, choice: 'yes' });
    const before = server.last.sent.find((f) => f.type === 'vote.cast')!.id;
    server.last.cut();
    vi.advanceTimersByTime(5_000);
    await server.last.greet();
    const again = server.last.sent.filter((f) => f.type === 'vote.cast');
    expect(server.sockets).toHaveLength(2);
    expect(again.map((f) => f.id)).toEqual([before]);
    server.last.answer('vote.cast', { receipt: 'r' });
    expect(await p).toEqual({ receipt: 'r' });
  });

  it('that belongs to one connection fails with the cut', async () => {
    await server.last.greet();
    const p = socket.call('media.publish', { meeting: 1, sdp: 'x', tracks: [] }, { repeat: false });
    server.last.cut();
    await expect(p).rejects.toMatchObject({ code: 'cut' });
  });

  it('is not sent before the hooks of the room are through', async () => {
    await server.last.greet();
    let release = () => {};
    socket.onReady((_h, first) => (first ? undefined : new Promise<void>((r) => { release = r; })));
    void socket.call('vote.cast', { vote: 1, choice: 'yes' }).catch(() => undefined);
    server.last.cut();
    vi.advanceTimersByTime(5_000);
    await server.last.greet();
    expect(server.last.sent.some((f) => f.type === 'vote.cast')).toBe(false);
    release();
    await tick();
    expect(server.last.sent.some((f) => f.type === 'vote.cast')).toBe(true);
  });
});

describe('a room', () => {
  it('gets each event once and in order, over a gap and a cut', async () => {
    await server.last.greet();
    const seen: number[] = [];
    const feed = new RoomFeed(socket, 5, { onSnapshot: (_s, seq) => seen.push(-seq), onEvent: (e) => seen.push(e.seq) });
    await tick();
    server.last.push(event(11));
    server.last.answer('room.join', { seq: 10, snapshot: {}, peer: 1 });
    await tick();
    expect(seen).toEqual([-10, 11]);
    server.last.push(event(11));
    server.last.push(event(14));
    await tick();
    expect(server.last.sent.findLast((f) => f.type === 'room.resume')!.body).toEqual({ meeting: 5, after_seq: 11 });
    server.last.answer('room.resume', { seq: 14, peer: 1, events: [event(12), event(13), event(14)] });
    await tick();
    expect(seen).toEqual([-10, 11, 12, 13, 14]);
    server.last.cut();
    vi.advanceTimersByTime(5_000);
    await server.last.greet();
    server.last.answer('room.resume', { seq: 15, peer: 2, events: [event(15)] });
    await tick();
    expect(seen).toEqual([-10, 11, 12, 13, 14, 15]);
    feed.close();
  });
});

describe('the wait between tries', () => {
  it('grows and is bounded', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      server.last.cut();
      const { retryAt } = socket.getSnapshot();
      waits.push(retryAt! - Date.now());
      vi.advanceTimersByTime(20_000);
    }
    expect(waits[0]).toBeLessThan(600);
    expect(waits[5]).toBeGreaterThan(waits[1]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
  });
});
