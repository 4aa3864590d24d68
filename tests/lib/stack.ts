// SPDX-License-Identifier: GPL-3.0-or-later
// The whole product on a private data directory and free ports, started by the same ./dev run a newcomer types.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './harness.ts';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export type Daemon = 'postgres' | 'signer' | 'csc' | 'csc-demo' | 'trust' | 'media' | 'studio' | 'docs' | 'meeting' | 'nginx';

export interface Stack {
  url: string;
  varDir: string;
  mediaPort: number;
  /** What ./dev run has printed so far. */
  output(): string;
  pid(daemon: Daemon): number;
  /** kill -9; the supervisor starts it again. Resolves when a new process is there. */
  kill(daemon: Daemon): Promise<void>;
  log(daemon: Daemon): string;
  stop(): Promise<void>;
}

async function freeTcp(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function freeUdp(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4').once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

export async function startStack(options: { demo?: boolean; desk?: boolean; varDir?: string; keep?: boolean } = {}): Promise<Stack> {
  const own = options.varDir === undefined;
  const varDir = options.varDir ?? mkdtempSync(join(tmpdir(), 'phien-test-'));
  if (own) chmodSync(varDir, 0o711);
  const port = await freeTcp();
  const mediaPort = await freeUdp();
  const args = ['run', '--port', String(port), '--media-port', String(mediaPort), '--var', varDir];
  if (options.demo === false) args.push('--no-demo');
  let text = '';
  const child: ChildProcess = spawn(join(top, 'dev'), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PHIEN_NO_BUILD: process.env.PHIEN_NO_BUILD ?? '', PHIEN_DEMO_DESK: options.desk ? 'yes' : 'no' },
  });
  let code: number | null | undefined;
  child.on('exit', (status) => (code = status));
  const collect = (chunk: Buffer) => (text += chunk.toString());
  child.stdout!.on('data', collect);
  child.stderr!.on('data', collect);
  const ended = () => code !== undefined;
  const stop = async () => {
    if (!ended()) child.kill('SIGTERM');
    await waitUntil('./dev run to stop', ended, 15_000);
    if (own && !options.keep) rmSync(varDir, { recursive: true, force: true });
  };
  try {
    await waitUntil(
      'Phien to be ready',
      () => {
        return ended() || text.includes('Phien is ready');
      },
      180_000,
      100,
    );
    if (ended()) throw new Error(`./dev run ended with ${code}`);
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${text}`);
  }
  const pid = (daemon: Daemon) => Number(readFileSync(join(varDir, 'run', `${daemon}.pid`), 'utf8'));
  return {
    url: `http://localhost:${port}`,
    varDir,
    mediaPort,
    output: () => text,
    pid,
    async kill(daemon) {
      const old = pid(daemon);
      process.kill(old, 'SIGKILL');
      await waitUntil(`${daemon} to be started again`, () => existsSync(join(varDir, 'run', `${daemon}.pid`)) && pid(daemon) !== old, 20_000);
    },
    log: (daemon) => readFileSync(join(varDir, 'log', `${daemon}.log`), 'utf8'),
    stop,
  };
}
