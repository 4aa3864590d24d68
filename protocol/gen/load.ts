// SPDX-License-Identifier: GPL-3.0-or-later
// Reads protocol/schema into a small model that the three writers share.
// Refuses every schema word it does not know, so that no rule is silently left unenforced.
import { readFileSync, readdirSync } from 'node:fs';
import { join, basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Shape =
  | { k: 'int'; min: number; max: number; desc?: string }
  | { k: 'num'; min: number; max: number; desc?: string }
  | { k: 'str'; min: number; max: number; pattern?: string; desc?: string }
  | { k: 'bool'; desc?: string }
  | { k: 'enum'; values: string[]; desc?: string }
  | { k: 'const'; value: string | boolean; desc?: string }
  | { k: 'array'; min: number; max: number; items: Shape; desc?: string }
  | { k: 'object'; fields: Field[]; desc?: string }
  | { k: 'open'; desc?: string }
  | { k: 'null-or'; of: Shape; desc?: string }
  | { k: 'either'; of: Shape[]; desc?: string }
  | { k: 'ref'; name: string; desc?: string };

export interface Field {
  name: string;
  required: boolean;
  shape: Shape;
}
export interface Command {
  name: string;
  title: string;
  request: Shape;
  reply: Shape;
}
export interface Notice {
  name: string;
  title: string;
  body: Shape;
}
export interface Protocol {
  types: Map<string, Shape>;
  envelopes: Notice[];
  commands: Command[];
  events: Notice[];
  signals: Notice[];
}

type Json = Record<string, unknown>;
export const protocolDir = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const schemaDir = join(protocolDir, 'schema');

const known: Record<string, string[]> = {
  integer: ['type', 'description', 'minimum', 'maximum'],
  number: ['type', 'description', 'minimum', 'maximum'],
  string: ['type', 'description', 'minLength', 'maxLength', 'pattern', 'enum'],
  boolean: ['type', 'description'],
  array: ['type', 'description', 'items', 'minItems', 'maxItems'],
  object: ['type', 'description', 'additionalProperties', 'required', 'properties'],
};

function need(value: unknown, where: string, what: string): number {
  if (typeof value !== 'number') throw new Error(`${where}: every ${what} needs its bound`);
  return value;
}

function shapeOf(raw: Json, where: string): Shape {
  const desc = raw.description as string | undefined;
  const s = bareShape(raw, where);
  return desc === undefined ? s : { ...s, desc };
}

function bareShape(raw: Json, where: string): Shape {
  if (typeof raw.$ref === 'string') {
    const m = /#\/\$defs\/([a-z0-9_]+)$/.exec(raw.$ref);
    if (m === null) throw new Error(`${where}: a $ref goes to types.json#/$defs/…, not ${raw.$ref}`);
    return { k: 'ref', name: m[1]! };
  }
  if ('const' in raw) return { k: 'const', value: raw.const as string | boolean };
  if (Array.isArray(raw.oneOf))
    return { k: 'either', of: raw.oneOf.map((o, i) => shapeOf(o as Json, `${where}/${i}`)) };
  if (Array.isArray(raw.anyOf)) {
    const [of, nothing] = raw.anyOf as Json[];
    if (raw.anyOf.length !== 2 || nothing!.type !== 'null')
      throw new Error(`${where}: anyOf is only for "this or null"`);
    return { k: 'null-or', of: shapeOf(of!, where) };
  }
  const type = raw.type as string;
  const words = known[type];
  if (words === undefined) throw new Error(`${where}: unknown type ${String(type)}`);
  for (const word of Object.keys(raw)) {
    if (!words.includes(word)) throw new Error(`${where}: the word ${word} is not part of our subset`);
  }
  return typedShape(type, raw, where);
}

function typedShape(type: string, raw: Json, where: string): Shape {
  switch (type) {
    case 'integer':
      return { k: 'int', min: need(raw.minimum, where, 'integer'), max: need(raw.maximum, where, 'integer') };
    case 'number':
      return { k: 'num', min: need(raw.minimum, where, 'number'), max: need(raw.maximum, where, 'number') };
    case 'boolean':
      return { k: 'bool' };
    case 'string':
      if (Array.isArray(raw.enum)) return { k: 'enum', values: raw.enum as string[] };
      return {
        k: 'str',
        min: (raw.minLength as number | undefined) ?? 0,
        max: need(raw.maxLength, where, 'string'),
        ...(raw.pattern === undefined ? {} : { pattern: raw.pattern as string }),
      };
    case 'array':
      return {
        k: 'array',
        min: (raw.minItems as number | undefined) ?? 0,
        max: need(raw.maxItems, where, 'array'),
        items: shapeOf(raw.items as Json, `${where}[]`),
      };
    default:
      return objectShape(raw, where);
  }
}

function objectShape(raw: Json, where: string): Shape {
  if (raw.properties === undefined) return { k: 'open' };
  if (raw.additionalProperties !== false) throw new Error(`${where}: objects are closed`);
  const required = (raw.required as string[] | undefined) ?? [];
  const fields = Object.entries(raw.properties as Record<string, Json>).map(([name, s]) => ({
    name,
    required: required.includes(name),
    shape: shapeOf(s, `${where}.${name}`),
  }));
  for (const name of required) {
    if (!fields.some((f) => f.name === name)) throw new Error(`${where}: required ${name} is not described`);
  }
  return { k: 'object', fields };
}

export function schemaFiles(kind: string): { name: string; raw: Json }[] {
  const dir = join(schemaDir, kind);
  return readdirSync(dir)
    .filter((f) => f.endsWith('.json'))
    .sort()
    .map((f) => ({
      name: basename(f, '.json'),
      raw: JSON.parse(readFileSync(join(dir, f), 'utf8')) as Json,
    }));
}

function notices(kind: string): Notice[] {
  return schemaFiles(kind).map(({ name, raw }) => {
    const { $schema: _schema, title, ...body } = raw;
    return { name, title: title as string, body: shapeOf(body as Json, `${kind}/${name}`) };
  });
}

export function loadProtocol(): Protocol {
  const rawTypes = JSON.parse(readFileSync(join(schemaDir, 'types.json'), 'utf8')) as { $defs: Record<string, Json> };
  const types = new Map(Object.entries(rawTypes.$defs).map(([n, s]) => [n, shapeOf(s, `types/${n}`)]));
  const commands = schemaFiles('command').map(({ name, raw }) => {
    const defs = raw.$defs as { request: Json; reply: Json };
    if (defs.request.type !== 'object') throw new Error(`command/${name}: a request is an object written out, it gives its C struct the name`);
    return {
      name,
      title: raw.title as string,
      request: shapeOf(defs.request, `command/${name}`),
      reply: shapeOf(defs.reply, `command/${name} reply`),
    };
  });
  return { types, commands, envelopes: notices('envelope'), events: notices('event'), signals: notices('signal') };
}

/** Follows references until something else is reached. */
export function deref(p: Protocol, s: Shape): Exclude<Shape, { k: 'ref' }> {
  let here = s;
  while (here.k === 'ref') {
    const next = p.types.get(here.name);
    if (next === undefined) throw new Error(`no shared type named ${here.name}`);
    here = next;
  }
  return here;
}

export const pascal = (name: string): string =>
  name
    .split(/[._]/)
    .map((w) => w.charAt(0).toUpperCase() + w.slice(1))
    .join('');
