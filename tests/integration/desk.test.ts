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
import './desk/archived.ts';

await run('integration/desk');
