// SPDX-License-Identifier: GPL-3.0-or-later
// The protocol's two readers agree, on hand-written examples and on every mechanical breach of every rule; what is generated
// and committed is fresh.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { committedFiles } from '../../protocol/generate.ts';
import { loadProtocol, type Shape } from '../../protocol/gen/load.ts';
import { assert, equal, run, test } from '../lib/harness.ts';
import { disagreements, root, type Case } from './judges.ts';
import { bare, breaches } from './mutate.ts';

const protocol = loadProtocol();
const shapes = new Map<string, Shape>([
  ...protocol.commands.flatMap((c): [string, Shape][] => [[`command/${c.name}`, c.request], [`reply/${c.name}`, c.reply]]),
  ...protocol.events.map((e): [string, Shape] => [`event/${e.name}`, e.body]),
  ...protocol.signals.map((s): [string, Shape] => [`signal/${s.name}`, s.body]),
  ...protocol.envelopes.map((e): [string, Shape] => [`envelope/${e.name}`, e.body]),
]);

/** "command.vote.cast~why.json" is a case for command/vote.cast. */
function examples(folder: 'ok' | 'bad'): Case[] {
  const dir = join(root, 'protocol/examples', folder);
  return readdirSync(dir).sort().map((file) => ({
    name: `examples/${folder}/${file}`,
    which: file.replace(/(~.*)?\.json$/, '').replace('.', '/'),
    text: readFileSync(join(dir, file), 'utf8'),
  }));
}

const good = examples('ok');
const bad = examples('bad');
const none = (wrong: string[]) => assert(wrong.length === 0, `${wrong.length} of them:\n${wrong.slice(0, 20).join('\n')}`);

test('every message has a good example', () => {
  const have = new Set(good.map((c) => c.which));
  equal([...shapes.keys()].filter((w) => !have.has(w)), [], 'messages without example');
});

test('every example belongs to a message', () => {
  equal([...good, ...bad].filter((c) => !shapes.has(c.which)).map((c) => c.name), [], 'orphans');
});

test(`${good.length} good examples are accepted by both readers`, () => none(disagreements(good, 'ok')));
test(`${bad.length} bad examples are refused by both readers`, () => none(disagreements(bad, 'bad')));

const full = good.filter((c) => !c.name.includes('~'));
test('good examples without their optional parts are accepted by both', () => {
  none(disagreements(full.map((c) => ({ ...c, text: JSON.stringify(bare(protocol, shapes.get(c.which)!, JSON.parse(c.text))) })), 'ok'));
});

const broken = full.flatMap((c) =>
  breaches(protocol, shapes.get(c.which)!, JSON.parse(c.text)).map((b) => ({ name: `${c.which}, ${b.why}`, which: c.which, text: JSON.stringify(b.body) })),
);
test(`${broken.length} mechanical breaches are refused by both`, () => none(disagreements(broken, 'bad')));

test('every message is broken in at least two ways', () => {
  const ways = new Map<string, number>();
  for (const b of broken) ways.set(b.which, (ways.get(b.which) ?? 0) + 1);
  equal([...shapes].filter(([w, s]) => s.k !== 'either' && (ways.get(w) ?? 0) < 2).map(([w]) => w), [], 'messages');
});

test('a command one byte above a frame is refused, one of exactly that size is read', () => {
  const pad = (n: number) => ({ name: `${n} bytes`, which: 'command/meetings.list', text: `{${' '.repeat(n - 2)}}` });
  none(disagreements([pad(64 * 1024)], 'ok'));
  none(disagreements([pad(64 * 1024 + 1)], 'bad'));
});

for (const [path, text] of committedFiles(protocol)) {
  test(`${relative(root, path)} is what the schema says`, () => {
    assert(existsSync(path), 'missing: run npx tsx protocol/generate.ts');
    assert(readFileSync(path, 'utf8') === text, 'stale: run npx tsx protocol/generate.ts and commit');
  });
}

await run('contract');
