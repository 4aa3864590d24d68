// SPDX-License-Identifier: GPL-3.0-or-later
// At the end: whatever was signed and sealed here can be proven for years, of every kind.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { assert, test, waitUntil } from '../../lib/harness.ts';
import { stack } from './stage.ts';

test('whatever was signed and sealed ends as B-LTA: documents, annexes, copies', async () => {
  const kinds = () => spawnSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c',
    `select d.kind, count (*), count (*) filter (where p.level = 'B-LTA') from phien.proof p join phien.document d on d.id = p.document_id where p.want = 'B-LTA' group by 1 order by 1`], { encoding: 'utf8' }).stdout.trim().split('\n').map((line) => line.split('|'));
  const raised = () => kinds().every(([, all, archived]) => all === archived);
  await waitUntil('all kinds to be raised', raised, 40_000, 200).catch((error) => { throw new Error(`${String(error)}: ${kinds().join('; ')}`); });
  const names = kinds().map(([kind]) => kind);
  assert(['official', 'attachment', 'copy'].every((kind) => names.includes(kind)), `kinds: ${names.join(' ')}`);
});
