// SPDX-License-Identifier: GPL-3.0-or-later
// Takes a good body and its shape and makes every mechanical breach of one rule: one missing key, one extra key, one wrong
// type, one step beyond each bound, each at its own place.
import { deref, type Protocol, type Shape } from '../../protocol/gen/load.ts';

type Json = unknown;
type Breach = { why: string; body: Json };

const replaceAt = (body: Json, path: (string | number)[], value: Json): Json => {
  if (path.length === 0) return value;
  const [head, ...rest] = path;
  const copy = Array.isArray(body) ? [...body] : { ...(body as object) };
  const slot = copy as Record<string | number, Json>;
  slot[head!] = replaceAt(slot[head!], rest, value);
  return copy;
};

function* valueBreaches(s: Exclude<Shape, { k: 'ref' }>, value: Json): Generator<[string, Json]> {
  switch (s.k) {
    case 'int':
      yield ['below the least', s.min - 1];
      if (s.max < Number.MAX_SAFE_INTEGER) yield ['above the most', s.max + 1];
      yield ['fraction', s.min + 0.5];
      yield ['number as text', String(s.min)];
      break;
    case 'num':
      yield ['below the least', s.min - 0.001];
      yield ['above the most', s.max + 0.001];
      yield ['number as text', String(s.min)];
      break;
    case 'str':
      yield ['too long', String(value).padEnd(s.max + 1, 'a')];
      if (s.min > 0) yield ['too short', ''];
      yield ['number instead of text', 5];
      yield ['control character', `${String(value).slice(0, -1)}\u0001`];
      break;
    case 'bool':
      yield ['number instead of true', 1];
      yield ['text instead of true', 'true'];
      break;
    case 'enum':
      yield ['unknown word', `${s.values[0]!}x`];
      yield ['number instead of word', 0];
      break;
    case 'array':
      yield ['object instead of list', {}];
      break;
    case 'object':
    case 'open':
      yield ['list instead of object', []];
      yield ['text instead of object', '{}'];
      break;
    default:
      break;
  }
}

function* walk(p: Protocol, shape: Shape, root: Json, path: (string | number)[]): Generator<Breach> {
  const value = path.reduce<Json>((v, k) => (v as Record<string | number, Json>)[k], root);
  const nullable = shape.k === 'null-or';
  const s = deref(p, shape.k === 'null-or' ? shape.of : shape);
  const at = path.join('.') || 'body';
  if (value === null) return;
  if (!nullable && s.k !== 'null-or' && path.length > 0) yield { why: `${at}: null`, body: replaceAt(root, path, null) };
  if (s.k === 'either' || s.k === 'null-or' || s.k === 'const') return;
  for (const [why, broken] of valueBreaches(s, value)) yield { why: `${at}: ${why}`, body: replaceAt(root, path, broken) };
  if (s.k === 'object') {
    yield { why: `${at}: extra key`, body: replaceAt(root, path, { ...(value as object), surprise: 1 }) };
    for (const f of s.fields) {
      const { [f.name]: gone, ...rest } = value as Record<string, Json>;
      if (gone === undefined) continue;
      if (f.required) yield { why: `${at}: ${f.name} missing`, body: replaceAt(root, path, rest) };
      yield* walk(p, f.shape, root, [...path, f.name]);
    }
  }
  if (s.k === 'array') {
    const items = value as Json[];
    if (items.length > 0) {
      yield* walk(p, s.items, root, [...path, 0]);
      if (s.max <= 200) yield { why: `${at}: too many`, body: replaceAt(root, path, Array.from({ length: s.max + 1 }, () => items[0])) };
    }
  }
}

export function breaches(p: Protocol, shape: Shape, good: Json): Breach[] {
  return [...walk(p, shape, good, [])];
}

/** The same body without anything optional. */
export function bare(p: Protocol, shape: Shape, value: Json): Json {
  const s = deref(p, shape.k === 'null-or' ? shape.of : shape);
  if (value === null) return null;
  if (s.k === 'object') {
    const o = value as Record<string, Json>;
    return Object.fromEntries(s.fields.filter((f) => f.required).map((f) => [f.name, bare(p, f.shape, o[f.name])]));
  }
  return s.k === 'array' ? (value as Json[]).map((v) => bare(p, s.items, v)) : value;
}
