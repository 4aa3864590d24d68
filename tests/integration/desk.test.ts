// SPDX-License-Identifier: GPL-3.0-or-later
// The signing desk over HTTP with real daemons, on one stack; each idea in a file of its own, in this order: the next goes on with what the one before has issued.
import { run } from '../lib/harness.ts';
import './desk/route.ts';
import './desk/proof.ts';
import './desk/issued.ts';
import './desk/drafts.ts';
import './desk/people.ts';
import './desk/registers.ts';
import './desk/work.ts';

test('whatever was signed and sealed here ends as B-LTA: documents, minutes, annexes, copies', async () => {
  const rows = () => spawnSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c',
    `select string_agg (kind || ' ' || weaker, ', ' order by kind) from (select d.kind, count (*) filter (where p.level <> 'B-LTA') as weaker from phien.proof p join phien.document d on d.id = p.document_id where p.want = 'B-LTA' group by 1) x`], { encoding: 'utf8' }).stdout.trim();
  await waitUntil('all kinds to be raised', () => rows() === 'attachment 0, copy 0, minutes 0, official 0', 40_000, 200).catch((error) => { throw new Error(`${String(error)}: ${rows()}`); });
});

await run('integration/desk');
