// SPDX-License-Identifier: GPL-3.0-or-later
// The cage against real documents: its allow-list must not cost a single good PDF (pdftocairo is the judge), and no document,
// however made, may do more than end its own child. A seeded part each time; PHIEN_CORPUS=full takes all (about a minute and a half).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, cleanup, equal, run, Skip, test } from '../lib/harness.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const samples = process.env.PHIEN_SAMPLES ?? join(top, '../shared/samples');
const full = process.env.PHIEN_CORPUS === 'full';
const seed = process.env.PHIEN_SEED ?? 'phien';
const part = 120;

interface Line {
  file: string;
  status: string;
  reason: string;
  pages: number;
  rendered: number;
  total_ms: number;
}
const rank = (file: string) => createHash('sha256').update(seed + basename(file)).digest('hex');
const kinds = ['render', 'fuzz', 'attack', 'signed'].filter((kind) => existsSync(join(samples, kind)));
const all = kinds.flatMap((kind) => readdirSync(join(samples, kind)).filter((name) => name.endsWith('.pdf')).map((name) => join(samples, kind, name)));
const chosen = full ? all : all.sort((a, b) => rank(a).localeCompare(rank(b))).slice(0, part);
const out = mkdtempSync(join(tmpdir(), 'phien-corpus-'));
cleanup(() => rmSync(out, { recursive: true, force: true }));
let lines: Line[] = [];

/** Does poppler's own program, without any cage, make a picture of page 1? */
function peerCan(file: string): boolean {
  const target = join(out, 'peer');
  rmSync(`${target}.png`, { force: true });
  const done = spawnSync('pdftocairo', ['-png', '-singlefile', '-f', '1', '-l', '1', '-scale-to-x', '400', '-scale-to-y', '-1', file, target], { timeout: 30_000 });
  return done.status === 0 && existsSync(`${target}.png`) && statSync(`${target}.png`).size > 0;
}

test(`${full ? 'all' : 'a seeded part of the'} sample documents in the cage: none kills more than its child`, () => {
  if (all.length === 0) throw new Skip(`no samples in ${samples} (PHIEN_SAMPLES)`);
  const done = spawnSync(join(build, 'docs-service/phien-render-try'), ['--program', join(build, 'docs-service/render/phien-render'), '--text', '--pages', '2', '--width', '800', ...chosen], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  equal(done.status, 0, done.stderr);
  lines = done.stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
  equal(lines.length, chosen.length, 'answers');
  const counts: Record<string, number> = {};
  for (const line of lines) counts[line.status] = (counts[line.status] ?? 0) + 1;
  const ok = counts.ok ?? 0;
  const died = (counts.died ?? 0) + (counts.timeout ?? 0) + (counts.internal ?? 0);
  console.log(`        ${lines.length} files: ${ok} ok, ${lines.length - ok - died} refused, ${died} died; ${JSON.stringify(counts)}`);
  for (const line of lines.filter((l) => ['died', 'timeout', 'internal'].includes(l.status))) console.log(`        ${line.status}: ${basename(line.file)}: ${line.reason}`);
});

test('what pdftocairo can draw, we can draw: the allow-list kills no good document', () => {
  if (lines.length === 0) throw new Skip('nothing was tried');
  const unhappy = lines.filter((line) => line.status !== 'ok' && line.rendered === 0);
  const lost = unhappy.filter((line) => peerCan(line.file)).map((line) => `${basename(line.file)}: ${line.status} ${line.reason}`);
  console.log(`        of ${unhappy.length} we did not draw, pdftocairo draws ${lost.length}`);
  equal(lost, [], 'good documents lost');
  const violations = lines.filter((line) => line.reason === 'sandbox violation');
  equal(violations.map((line) => basename(line.file)), [], 'calls outside the allow-list');
});

test('a document that runs for ever is stopped after its 30 s, the next one is served', () => {
  const endless = all.find((file) => file.endsWith('_function_based_shading.pdf'));
  const next = lines.find((line) => line.status === 'ok')?.file;
  if (!endless || !next) throw new Skip('no such sample');
  const began = Date.now();
  const done = spawnSync(join(build, 'docs-service/phien-render-try'), ['--program', join(build, 'docs-service/render/phien-render'), '--jobs', '1', '--pages', '1', '--width', '800', endless, next], { encoding: 'utf8', timeout: 90_000 });
  equal(done.status, 0, done.stderr);
  const answers = done.stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
  // A machine that is fast enough may draw it in time.
  assert(['ok', 'timeout'].includes(answers.find((line) => line.file === endless)!.status), done.stdout);
  equal(answers.find((line) => line.file === next)!.status, 'ok', 'the next');
  assert(Date.now() - began < 60_000, `it took ${Date.now() - began} ms`);
});

await run('docs corpus');
