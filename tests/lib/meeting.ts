// SPDX-License-Identifier: GPL-3.0-or-later
// phien-meeting alone: private PostgreSQL, schema by sqitch, demo seed, the daemon on a loopback port. No nginx, no media.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './harness.ts';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Database {
  env: NodeJS.ProcessEnv;
  sql(text: string): string;
  bounce(): void;
  stop(): Promise<void>;
}

/** A cluster that lives as long as the process tests/lib/with-pg.sh was started with. */
export async function startDatabase(): Promise<Database> {
  const child = spawn(join(top, 'tests/lib/with-pg.sh'), ['sh', '-c', 'env | grep ^PG; echo "CTL=$PHIEN_TEST_PG_CTL"; echo READY; cat >/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await waitUntil('a private PostgreSQL', () => text.includes('READY'), 60_000);
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)![1]!;
  const env = { ...process.env, PGHOST: value('PGHOST'), PGUSER: value('PGUSER'), PGDATABASE: 'phien' };
  const must = (command: string, args: string[], cwd = top): string => {
    const done = spawnSync(command, args, { env, cwd, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 200)}: ${done.stdout}${done.stderr}`);
    return done.stdout.trim();
  };
  must('psql', ['-qXd', 'postgres', '-v', 'ON_ERROR_STOP=1', '-f', 'db/bootstrap.sql']);
  must('sqitch', ['deploy', '--target', `db:pg://phien_owner@/phien?host=${env.PGHOST}`], join(top, 'db'));
  must('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', 'db/seed/demo.sql']);
  return {
    env,
    sql: (query) => must('psql', ['-qXAt', '-v', 'ON_ERROR_STOP=1', '-c', `set search_path = phien, public; ${query}`]),
    bounce: () => void spawnSync(value('CTL'), ['restart']),
    stop: async () => {
      child.stdin.end();
      await waitUntil('PostgreSQL to stop', () => child.exitCode !== null, 15_000);
    },
  };
}

function program(): string {
  const named = process.env.PHIEN_MEETING_BIN ?? join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'meeting-server/phien-meeting');
  if (!existsSync(named)) throw new Error(`${named} is not built`);
  return named;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export interface Daemon {
  url: string;
  varDir: string;
  log(): string;
  /** Ends it (SIGKILL unless said otherwise) and starts it again on the same port. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<number | null>;
}

export async function startMeeting(db: Database, more = ''): Promise<Daemon> {
  const varDir = mkdtempSync(join(tmpdir(), 'phien-meeting-'));
  const port = await freePort();
  const conf = join(varDir, 'phien.conf');
  writeFileSync(conf, `[meeting]\nlisten = 127.0.0.1:${port}\nadmin = unix:admin.sock\ndatabase = host=${db.env.PGHOST} dbname=phien user=phien_meeting\nmedia = media.sock\nstudio = studio.sock\n${more}`);
  let text = '';
  let child: ChildProcess;
  const launch = async (): Promise<void> => {
    child = spawn(program(), ['--config', conf], { env: { ...process.env, PHIEN_VAR: varDir }, stdio: ['ignore', 'inherit', 'pipe'] });
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await waitUntil('phien-meeting to answer', async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${text}`);
      return (await fetch(`http://127.0.0.1:${port}/api/me`)).status === 401;
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await waitUntil('phien-meeting to end', () => child.exitCode !== null || child.signalCode !== null, 10_000);
    return child.exitCode;
  };
  await launch();
  return {
    url: `http://127.0.0.1:${port}`,
    varDir,
    log: () => text,
    restart: async (signal = 'SIGKILL') => {
      await end(signal);
      await launch();
    },
    stop: async () => {
      const code = await end('SIGTERM');
      rmSync(varDir, { recursive: true, force: true });
      return code;
    },
  };
}
