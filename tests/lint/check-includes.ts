// SPDX-License-Identifier: GPL-3.0-or-later
// Who may include whom (DESIGN 3): base <- protocol <- everything; core <- handlers <- main; core <- adapters <- main; daemons
// never include one another (the operator's tools in cli/ and tools/ may use any); each foreign library has one home.
import { sources, type Check, type Source } from './tree.ts';

interface Include {
  file: Source;
  line: number;
  target: string;
  own: boolean;
}

/** Foreign headers and the files that may include them. Tests may include anything: they play the other side. */
const homes: { header: RegExp; allowed: RegExp; why: string }[] = [
  { header: /^jansson\.h$/, allowed: /^(base\/wire|protocol\/shape\.c$)/, why: 'jansson stays in base/wire and the protocol reader' },
  { header: /^libwebsockets/, allowed: /^base\/ws-/, why: 'only base/ws-server knows libwebsockets' },
  { header: /^libpq/, allowed: /^base\/pg|\/adapters\//, why: 'only base/pg and adapters know libpq' },
  { header: /^(poppler|glib\/poppler)/, allowed: /^docs-service\/render\//, why: 'only the sandboxed renderer includes poppler' },
  { header: /^(cairo|pango)/, allowed: /^docs-service\/(render|compose)\//, why: 'drawing happens in render and compose' },
  { header: /^gst\//, allowed: /^media\/studio\//, why: 'GStreamer stays in phien-studio' },
  { header: /^srtp2\//, allowed: /^$/, why: 'libsrtp2 is a test oracle only' },
  { header: /^qpdf\//, allowed: /^docs-service\/pdf\//, why: 'qpdf is for docs-service/pdf' },
  { header: /^argon2/, allowed: /^(base|meeting-server\/adapters|meeting-server\/http|tools)\//, why: 'passwords are checked in an adapter' },
];

/* base/id.h for its pure parts (hex, SHA-256, the form of a UUID). */
const coreMay = /^(glib\.h|glib\/.*|string\.h|stdlib\.h|stdint\.h|stddef\.h|stdio\.h|math\.h|errno\.h|limits\.h)$/;
const daemons = ['meeting-server', 'docs-service', 'media'];

function includes(): Include[] {
  return sources(/^(?!tests\/).*\.[ch]$/).flatMap((file) =>
    file.lines.flatMap((text, i) => {
      const m = /^\s*#\s*include\s+([<"])([^>"]+)[>"]/.exec(text);
      return m === null ? [] : [{ file, line: i + 1, target: m[2]!, own: m[1] === '"' }];
    }),
  );
}

const at = (i: Include, why: string): string => `${i.file.path}:${i.line} includes ${i.target}: ${why}`;
const room = (path: string): string => path.split('/')[0]!;

function foreign(all: Include[]): string[] {
  return all.flatMap((i) => {
    if (i.own) return [];
    const home = homes.find((h) => h.header.test(i.target));
    return home === undefined || home.allowed.test(i.file.path) ? [] : [at(i, home.why)];
  });
}

function layers(all: Include[]): string[] {
  return all.flatMap((i) => {
    if (!i.own || !i.target.includes('/')) return [];
    const from = room(i.file.path);
    const to = room(i.target);
    if (from === 'base' && to !== 'base') return [at(i, 'base knows nobody')];
    if (from === 'protocol' && to !== 'base' && to !== 'protocol') return [at(i, 'protocol knows only base')];
    if (daemons.includes(to) && to !== from && !['tools', 'cli'].includes(from)) return [at(i, 'daemons never include one another')];
    return [];
  });
}

function core(all: Include[]): string[] {
  return all.flatMap((i) => {
    const m = /^([^/]+)\/core\//.exec(i.file.path);
    if (m === null) return [];
    const mine = new RegExp(`^${m[1]!}/(core|ports)/`);
    const fine = i.own
      ? mine.test(i.target) || i.target === 'protocol/messages.h' || /^base\/(error|id)\.h$/.test(i.target) || !i.target.includes('/')
      : coreMay.test(i.target);
    return fine ? [] : [at(i, 'core knows GLib, its own ports, error codes and protocol structs')];
  });
}

function inside(all: Include[]): string[] {
  return all.flatMap((i) => {
    if (!i.own) return [];
    const handler = /\/handlers\//.test(i.file.path);
    const adapter = /\/adapters\//.test(i.file.path);
    if (handler && /\/adapters\//.test(i.target)) return [at(i, 'a handler speaks to ports, not to adapters')];
    if (adapter && /\/handlers\//.test(i.target)) return [at(i, 'an adapter does not know handlers')];
    if (/\/ports\//.test(i.file.path) && /\/(handlers|adapters)\//.test(i.target)) return [at(i, 'a port knows neither side')];
    return [];
  });
}

function paths(all: Include[]): string[] {
  const local = all.filter((i) => i.own && (i.target.startsWith('.') || !i.target.includes('/')));
  return local.map((i) => at(i, 'write the path from the root of the tree'));
}

export function checkIncludes(): Check[] {
  const all = includes();
  return [
    { promise: 'each foreign library has one home', breaches: foreign(all) },
    { promise: 'base <- protocol <- daemons, and no daemon includes another', breaches: layers(all) },
    { promise: 'core is pure: GLib, own ports, error codes, protocol structs', breaches: core(all) },
    { promise: 'handlers and adapters do not know one another', breaches: inside(all) },
    { promise: 'includes are written from the root of the tree', breaches: paths(all) },
  ];
}
