// SPDX-License-Identifier: GPL-3.0-or-later
// A disk of its own for a data directory (a tmpfs of a given size), so that it can be filled and emptied again without harm to anybody.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanup, Skip, sleep } from './harness.ts';

export interface SmallDisk {
  dir: string;
  /** Fills it until so many bytes (rounded up to pages) are free, or fewer. */
  leave(bytes: number): Promise<void>;
  /** Takes the filling away again. */
  makeRoom(): void;
}

/** Registers its own cleanup: register what uses the disk after it. Without the right to mount: a plain directory, and `leave` skips. */
export function smallDisk(mib: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'phien-disk-'));
  chmodSync(dir, 0o711);
  let mounted = true;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0711`, 'phien-disk', dir], { stdio: 'pipe' });
  } catch {
    mounted = false;
  }
  cleanup(() => {
    if (mounted) execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
  });
  const filling = (n: number) => join(dir, `filling-${n}`);
  let pieces = 0;
  const free = () => {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  };
  const makeRoom = () => {
    while (pieces > 0) rmSync(filling(--pieces), { force: true });
  };
  return {
    dir,
    makeRoom,
    async leave(bytes) {
      if (!mounted) throw new Skip('a disk to fill needs the right to mount one');
      makeRoom();
      const wanted = Math.ceil(bytes / 4096) * 4096;
      // Others write and clear away meanwhile: what they give back is filled again, until nobody gives anything any more.
      for (let quiet = 0, n = 0; quiet < 4 && n < 100; n++) {
        const more = free() - wanted;
        const done = more > 0 && spawnSync('fallocate', ['-l', String(more), filling(pieces)]).status === 0;
        if (done) pieces++;
        else if (more > 0) rmSync(filling(pieces), { force: true });
        quiet = more > 0 ? 0 : quiet + 1;
        await sleep(40);
      }
    },
  };
}
