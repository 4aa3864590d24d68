// SPDX-License-Identifier: GPL-3.0-or-later
// One source, three writers: `npx tsx protocol/generate.ts` renews what is committed (TypeScript, docs/protocol.md);
// `--c OUTDIR` writes the C side into the build directory and is called by meson.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadProtocol, protocolDir, type Protocol } from './gen/load.js';
import { writeTypeScript } from './gen/typescript.js';
import { writeMarkdown } from './gen/markdown.js';
import { writeDispatchHeader, writeDispatchSource, writeMessagesHeader, writeMessagesSource } from './gen/c-code.js';

const root = resolve(protocolDir, '..');

/** What lies in the tree and must equal what the schema says; tests/contract compares. */
export function committedFiles(p: Protocol): Map<string, string> {
  return new Map([
    [join(root, 'web-client/src/protocol/generated.ts'), writeTypeScript(p)],
    [join(root, 'docs/protocol.md'), writeMarkdown(p)],
  ]);
}

function cFiles(p: Protocol, dir: string): Map<string, string> {
  return new Map([
    [join(dir, 'messages.h'), writeMessagesHeader(p)],
    [join(dir, 'messages.c'), writeMessagesSource(p)],
    [join(dir, 'dispatch.h'), writeDispatchHeader(p)],
    [join(dir, 'dispatch.c'), writeDispatchSource(p)],
  ]);
}

function main(args: string[]): void {
  const p = loadProtocol();
  const files = args[0] === '--c' && args[1] !== undefined ? cFiles(p, args[1]) : committedFiles(p);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === join(protocolDir, 'generate.ts')) {
  main(process.argv.slice(2));
}
