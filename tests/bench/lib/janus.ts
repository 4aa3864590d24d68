// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Janus with its videoroom plugin, as it comes or with event loops, spoken to over its WebSocket API.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { end, waitUntil } from '../../lib/harness.ts';
import { PT, answerTo, offer, remoteOf } from './sdp.ts';
import type { Net } from './netns.ts';
import { inside, type Publication, type Sfu, type StartSfu } from './servers.ts';

const PLUGIN = 'janus.plugin.videoroom';
const PORT = 8188;

export interface Event {
  plugindata?: { data: Record<string, unknown> };
  jsep?: { type: string; sdp: string };
}
type Message = { janus: string; transaction?: string; sender?: number; session_id?: number; data?: { id: number }; error?: { reason: string } } & Event;

/** The few words of Janus's API that are needed. Answers to asynchronous requests are the event with the same transaction. */
export class JanusClient {
  private session = 0;
  private next = 1;
  private readonly pending = new Map<string, { resolve: (m: Message) => void; reject: (e: Error) => void }>();
  private keepalive: NodeJS.Timeout | null = null;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.receive(JSON.parse(String(data)) as Message));
    socket.on('error', () => {});
  }

  static async open(host: string): Promise<JanusClient> {
    const socket = await waitUntil('Janus to listen', () => new Promise<WebSocket | null>((resolve) => {
      const s = new WebSocket(`ws://${host}:${PORT}`, 'janus-protocol');
      s.once('open', () => resolve(s));
      s.once('error', () => resolve(null));
    }), 10_000, 100);
    const client = new JanusClient(socket);
    client.session = (await client.ask({ janus: 'create' })).data!.id;
    client.keepalive = setInterval(() => client.say({ janus: 'keepalive' }, 'keepalive'), 25_000);
    return client;
  }

  async attach(): Promise<number> {
    return (await this.ask({ janus: 'attach', plugin: PLUGIN })).data!.id;
  }

  async message(handle: number, body: object, jsep?: { type: string; sdp: string }): Promise<Event> {
    const event = await this.ask({ janus: 'message', handle_id: handle, body, ...(jsep ? { jsep } : {}) });
    const data = event.plugindata?.data;
    if (data?.error) throw new Error(`Janus: ${String(data.error)}`);
    return event;
  }

  close(): void {
    if (this.keepalive) clearInterval(this.keepalive);
    this.socket.terminate();
  }

  private ask(message: Record<string, unknown>): Promise<Message> {
    const transaction = `t${this.next++}`;
    return new Promise((resolve, reject) => {
      this.pending.set(transaction, { resolve, reject });
      this.say(message, transaction);
    });
  }

  private say(message: Record<string, unknown>, transaction: string): void {
    this.socket.send(JSON.stringify({ ...message, transaction, ...(this.session ? { session_id: this.session } : {}) }));
  }

  private receive(m: Message): void {
    const waiting = m.transaction === undefined ? undefined : this.pending.get(m.transaction);
    if (!waiting || m.janus === 'ack') return; /* the event of this transaction comes later */
    this.pending.delete(m.transaction!);
    if (m.janus === 'error') waiting.reject(new Error(`Janus: ${m.error?.reason}`));
    else waiting.resolve(m);
  }
}

export interface JanusServer {
  pid: number;
  client: JanusClient;
  room: number;
  stop(): Promise<void>;
}

/** Starts Janus with a room; `eventLoops` 0 is its default of a thread for each handle. */
export async function runJanus(net: Net, eventLoops: number): Promise<JanusServer> {
  const dir = mkdtempSync(join(tmpdir(), 'phien-janus-'));
  const room = 1234;
  const at = '/usr/lib/x86_64-linux-gnu/janus';
  writeFileSync(join(dir, 'janus.jcfg'), `general: { configs_folder = "${dir}" plugins_folder = "${at}/plugins" transports_folder = "${at}/transports"
  events_folder = "${at}/events" loggers_folder = "${at}/loggers" debug_level = ${process.env.PHIEN_VERBOSE ? 5 : 2} ${eventLoops > 0 ? `event_loops = ${eventLoops}` : ''} }
media: { ipv6 = false }
nat: { ice_lite = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
events: { broadcast = false }\n`);
  writeFileSync(join(dir, 'janus.transport.websockets.jcfg'), `general: { ws = true ws_port = ${PORT} ws_ip = "${net.server}" }\n`);
  writeFileSync(join(dir, 'janus.plugin.videoroom.jcfg'), `room-${room}: { description = "bench" publishers = 100 bitrate = 10000000 fir_freq = 0 audiocodec = "opus" videocodec = "vp8" audiolevel_event = true }\n`);
  const child = inside(net, ['janus', '-F', dir, '-C', join(dir, 'janus.jcfg')]);
  const stop = async () => {
    child.kill('SIGKILL'); /* with many sessions it takes many seconds to go by itself */
    await end(child);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    return { pid: child.pid!, client: await JanusClient.open(net.server), room, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const startJanus =
  (eventLoops: number): StartSfu =>
  async (net): Promise<Sfu> => {
    const { pid, client, room, stop } = await runJanus(net, eventLoops);
    const feeds = new Map<Publication, number>();
    return {
      pid,
      ice: { publish: 'full', watch: 'lite' },
      async publish(load, publication, pacing) {
        const { peer, sources } = publication;
        const handle = await client.attach();
        const joined = await client.message(handle, { request: 'join', ptype: 'publisher', room });
        feeds.set(publication, joined.plugindata!.data.id as number);
        const sdp = offer(peer, load.fingerprint, sources.map((source) => ({ kind: source.kind, source })), true);
        const answer = await client.message(handle, { request: 'publish' }, { type: 'offer', sdp });
        const to = remoteOf(answer.jsep!.sdp);
        load.remote(peer, to);
        for (const s of sources) load.source(peer, s, PT[s.kind], to.twcc, pacing);
      },
      async watch(load, peer, what) {
        const handle = await client.attach();
        const streams = what.map((p) => ({ feed: feeds.get(p)! }));
        const attached = await client.message(handle, { request: 'join', ptype: 'subscriber', room, streams });
        const sdp = answerTo(attached.jsep!.sdp, peer, load.fingerprint);
        const to = remoteOf(attached.jsep!.sdp);
        load.remote(peer, to);
        await client.message(handle, { request: 'start' }, { type: 'answer', sdp });
      },
      async stop() {
        client.close();
        await stop();
      },
    };
  };
