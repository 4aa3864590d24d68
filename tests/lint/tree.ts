// SPDX-License-Identifier: GPL-3.0-or-later
// The files of the tree as the checks see them: what git knows or would add, read once.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Source {
  path: string;
  text: string;
  lines: string[];
}

/** One rule: what it promises, and each breach as a sentence. */
export interface Check {
  promise: string;
  breaches: string[];
}

export function sources(pattern: RegExp): Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((path) => pattern.test(path) && existsSync(join(root, path)))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.replace(/\n$/, '').split('\n') };
    });
}
