// SPDX-License-Identifier: GPL-3.0-or-later
// Our own rules, each checked over the whole tree; a breach is a sentence, and the last line counts.
import { checkHeaders } from './check-headers.ts';
import { checkIncludes } from './check-includes.ts';
import { checkSize } from './check-size.ts';

let passed = 0;
let failed = 0;
for (const { promise, breaches } of [...checkIncludes(), ...checkHeaders(), ...checkSize()]) {
  if (breaches.length === 0) {
    passed++;
    console.log(`  ok    ${promise}`);
    continue;
  }
  failed++;
  console.log(`  FAIL  ${promise}`);
  for (const b of breaches) console.log(`        ${b}`);
}
console.log(`lint: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
