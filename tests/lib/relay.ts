// SPDX-License-Identifier: GPL-3.0-or-later
// A line that can be cut: passes TCP on to the product until told to swallow everything, as a pulled cable does.
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  url: string;
  /** From now on nothing passes and nobody is told: sockets stay open, new ones hang. */
  cut(): void;
  /** New connections pass again; those that were cut are gone. */
  heal(): void;
  close(): void;
}

export async function startRelay(target: string): Promise<Relay> {
  const port = Number(new URL(target).port);
  const pairs = new Set<[Socket, Socket]>();
  let broken = false;
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [inner, outer];
    pairs.add(pair);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      from.on('data', (chunk) => broken || to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        pairs.delete(pair);
        if (!broken) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://localhost:${(server.address() as { port: number }).port}`,
    cut: () => void (broken = true),
    heal() {
      for (const [inner, outer] of pairs) {
        inner.destroy();
        outer.destroy();
      }
      pairs.clear();
      broken = false;
    },
    close() {
      server.close();
      for (const [inner, outer] of pairs) {
        inner.destroy();
        outer.destroy();
      }
    },
  };
}
