// SPDX-License-Identifier: GPL-3.0-or-later
// A disk of its own for a data directory (a tmpfs of a given size), so that it can be filled and emptied again without harm to anybody.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanup, Skip } from './harness.ts';

export interface SmallDisk {
  dir: string;
  /** Fills it until so many bytes (rounded up to pages) are free. */
  leave(bytes: number): void;
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
  const filling = join(dir, 'filling');
  return {
    dir,
    leave(bytes) {
      if (!mounted) throw new Skip('a disk to fill needs the right to mount one');
      rmSync(filling, { force: true });
      const { bavail, bsize } = statfsSync(dir);
      const length = bavail * bsize - Math.ceil(bytes / bsize) * bsize;
      if (length > 0) execFileSync('fallocate', ['-l', String(length), filling]);
    },
    makeRoom: () => rmSync(filling, { force: true }),
  };
}
