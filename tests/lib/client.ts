// SPDX-License-Identifier: GPL-3.0-or-later
// A light Phien client for tests and benches: signs in over HTTP, speaks the typed WebSocket protocol.
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { Commands, CommandType, EventKind, HelloReply, MeetingEvent, MeetingSignal } from '../../web-client/src/protocol/generated.ts';

export const PASSWORD = 'Phien-2026';

export class CallError extends Error {
  constructor(
    public code: string,
    public vi: string,
    public en: string,
    detail?: string,
  ) {
    super(`${code}: ${en}${detail ? ` (${detail})` : ''}`);
  }
}

export async function http(url: string, path: string, options: { method?: string; cookie?: string; body?: BodyInit; json?: unknown; headers?: Record<string, string> } = {}): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  const method = options.method ?? (options.json === undefined && options.body === undefined ? 'GET' : 'POST');
  if (options.cookie) headers.Cookie = options.cookie;
  if (method !== 'GET') headers['X-Phien'] ??= '1';
  if (options.json !== undefined) headers['Content-Type'] = 'application/json';
  return fetch(url + path, { method, headers, redirect: 'manual', body: options.json === undefined ? options.body : JSON.stringify(options.json) });
}

/** Signs in and returns the cookie pair to send back. */
export async function login(url: string, username: string, password = PASSWORD): Promise<string> {
  const response = await http(url, '/api/login', { json: { username, password } });
  const cookie = response.headers.getSetCookie().find((c) => c.startsWith('__Host-phien='));
  if (response.status !== 200 || !cookie) throw new Error(`login of ${username}: ${response.status} ${await response.text()}`);
  return cookie.split(';')[0]!;
}

type Pending = { resolve: (body: unknown) => void; reject: (error: Error) => void };

export class Client {
  readonly events: MeetingEvent[] = [];
  readonly signals: MeetingSignal[] = [];
  hello!: HelloReply;
  closeCode: number | undefined;
  onEvent: (event: MeetingEvent) => void = () => {};
  private pending = new Map<string, Pending>();

  private constructor(
    readonly url: string,
    readonly cookie: string,
    readonly socket: WebSocket,
  ) {
    socket.on('message', (data) => this.receive(String(data)));
    socket.on('close', (code) => {
      this.closeCode = code;
      for (const { reject } of this.pending.values()) reject(new Error(`connection closed with ${code}`));
      this.pending.clear();
    });
    socket.on('error', () => {});
  }

  static async open(url: string, cookie: string, options: { hello?: boolean; origin?: string } = {}): Promise<Client> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { Cookie: cookie }, origin: options.origin ?? url, perMessageDeflate: false });
    const client = new Client(url, cookie, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    if (options.hello !== false) client.hello = await client.call('hello', { protocol: 1, lang: 'vi' });
    return client;
  }

  static async as(url: string, username: string): Promise<Client> {
    return Client.open(url, await login(url, username));
  }

  call<T extends CommandType>(type: T, body: Commands[T]['request'], id: string = randomUUID()): Promise<Commands[T]['reply']> {
    return this.raw({ type, id, body }, id) as Promise<Commands[T]['reply']>;
  }

  /** Any message, also a wrong one; resolves with the reply to `id`. */
  raw(message: unknown, id: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    });
  }

  close(): void {
    this.socket.close();
  }

  /** The first event of this kind that was or will be seen, from position `from` of the list on. */
  async event<K extends EventKind>(kind: K, from = 0, ms = 5000): Promise<Extract<MeetingEvent, { kind: K }>> {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.events.slice(from).find((e) => e.kind === kind);
      if (found) return found as Extract<MeetingEvent, { kind: K }>;
      if (Date.now() > end) throw new Error(`no ${kind} within ${ms} ms; seen: ${this.events.slice(from).map((e) => e.kind).join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as { type: string; id?: string; ok?: boolean; body?: unknown; error?: { code: string; vi: string; en: string; detail?: string } };
    if (message.type === 'event') {
      this.events.push(message as unknown as MeetingEvent);
      this.onEvent(message as unknown as MeetingEvent);
    } else if (message.type === 'signal') {
      this.signals.push(message as unknown as MeetingSignal);
    } else if (message.type === 'reply') {
      const waiting = message.id === undefined ? undefined : this.pending.get(message.id);
      if (!waiting) return;
      this.pending.delete(message.id!);
      if (message.ok) waiting.resolve(message.body);
      else waiting.reject(new CallError(message.error!.code, message.error!.vi, message.error!.en, message.error!.detail));
    }
  }
}

/** The demo meeting that a newcomer opens: the first one this person is invited to, for the accounts of the working group today's. */
export async function demoMeeting(client: Client): Promise<number> {
  const { meetings } = await client.call('meetings.list', {});
  const live = meetings.filter((m) => m.my_role !== null && ['published', 'open', 'paused'].includes(m.state)).sort((a, b) => a.starts_at.localeCompare(b.starts_at))[0];
  if (!live) throw new Error('the demo body has no meeting to open');
  return live.id;
}
