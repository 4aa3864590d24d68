// SPDX-License-Identifier: GPL-3.0-or-later
// A time-stamp service as others run it (RFC 3161 3.4, HTTP): the demo authority of the stack behind a port, which can be taken away.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanup } from './harness.ts';
import { top } from './stack.ts';

export interface Tsa {
  url: string;
  away: boolean;
  /** Questions that came, answered or not. */
  asked: number;
  /** Data directory of the authority that answers. */
  varDir: string;
}

export async function startTsa(): Promise<Tsa> {
  const dir = mkdtempSync(join(tmpdir(), 'phien-tsa-'));
  chmodSync(dir, 0o755); // the command reads the request as the authority's owner
  const program = join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien');
  const tsa: Tsa = { url: '', away: false, asked: 0, varDir: '' };
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const name = join(dir, String(++tsa.asked));
    if (tsa.away || request.headers['content-type'] !== 'application/timestamp-query') {
      response.writeHead(tsa.away ? 503 : 415).end();
      return;
    }
    writeFileSync(`${name}.tsq`, Buffer.concat(pieces));
    try {
      await promisify(execFile)(program, ['authority', 'timestamp', `${name}.tsq`, `${name}.tsr`], { env: { ...process.env, PHIEN_VAR: tsa.varDir } });
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(`${name}.tsr`));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  tsa.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
  cleanup(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return tsa;
}
