// SPDX-License-Identifier: GPL-3.0-or-later
// Both languages hold the same keys and placeholders; every key is used somewhere and every used key exists.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');
type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix: string, out: Map<string, string>): Map<string, string> {
  for (const [k, v] of Object.entries(tree)) {
    if (typeof v === 'string') out.set(prefix + k, v);
    else flat(v, `${prefix}${k}.`, out);
  }
  return out;
}

function load(lang: string): Map<string, string> {
  const out = new Map<string, string>();
  const dir = join(SRC, 'i18n', lang);
  for (const f of readdirSync(dir).sort())
    flat(JSON.parse(readFileSync(join(dir, f), 'utf8')) as Tree, `${f.replace(/\.json$/, '')}:`, out);
  return out;
}

function sources(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return name === 'i18n' ? [] : sources(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const vi = load('vi');
const en = load('en');
const holes = (s: string) => [...new Set([...s.matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1]))].sort().join();
const base = (key: string) => key.replace(/_(one|other)$/, '');

describe('two languages', () => {
  it('have the same keys', () => {
    expect([...en.keys()].filter((k) => !vi.has(k))).toEqual([]);
    expect([...vi.keys()].filter((k) => !en.has(k))).toEqual([]);
  });

  it('fill the same placeholders', () => {
    expect([...vi].filter(([k, v]) => holes(v) !== holes(en.get(k) ?? '')).map(([k]) => k)).toEqual([]);
  });

  it('leave no sentence empty', () => {
    expect([...vi, ...en].filter(([, v]) => v.trim() === '').map(([k]) => k)).toEqual([]);
  });

  it('use every key, and only keys that exist', () => {
    const names = [...new Set([...vi.keys()].map((k) => k.split(':')[0]))];
    const used = new Set<string>();
    const pattern = new RegExp(`['"\`]((?:${names.join('|')}):[a-zA-Z][\\w.]*)['"\`]`, 'g');
    for (const text of sources(SRC)) for (const m of text.matchAll(pattern)) used.add(m[1]!);
    const known = new Set([...vi.keys()].map(base));
    expect([...known].filter((k) => !used.has(k)), 'unused').toEqual([]);
    expect([...used].filter((k) => !known.has(k)), 'missing').toEqual([]);
  });
});
