// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the C side: shape tables for every message, structs and readers for what clients send, and the dispatch table.
// The rules themselves are enforced by protocol/shape.c; here are only tables and names.
import { deref, pascal, type Command, type Field, type Protocol, type Shape } from './load.js';

const head = (what: string): string =>
  '/* SPDX-License-Identifier: GPL-3.0-or-later */\n' +
  `/* ${what}\n * Written by protocol/generate.ts from protocol/schema; change the schema, not this file. */\n`;

/** The patterns of the schemas and the hand-written function for each (protocol/match.h). */
export const matchers: Record<string, string> = {
  '^[^\\u0000-\\u001f\\u007f]*$': 'pn_match_line',
  '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$': 'pn_match_text',
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?Z$': 'pn_match_time',
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$': 'pn_match_uuid',
  '^[0-9a-f]{64}$': 'pn_match_sha256',
  '^[a-z][a-z0-9_]{0,31}$': 'pn_match_slug',
  '^[a-z][a-z_]{0,19}\\.[a-z][a-z_]{0,19}$': 'pn_match_message_type',
  '^[a-z][a-z_]{0,19}(\\.[a-z][a-z_]{0,19})?$': 'pn_match_command_name',
  '^[A-Za-z0-9_-]{1,16}$': 'pn_match_mid',
  '^[0-9]{1,16}/(mic|camera|screen)$': 'pn_match_track_id',
  '^([0-9]{1,16}/(mic|camera|screen)|loud/[1-8])$': 'pn_match_wanted_track',
};

const snake = (name: string): string => name.replace(/\./g, '_');
const upper = (name: string): string => snake(name).toUpperCase();

interface CStruct {
  name: string;
  fields: Field[];
  doc: string | undefined;
}

/** Collects tables (and structs) in the order C needs them: leaves first. */
class Tables {
  readonly tables: string[] = [];
  readonly structs: CStruct[] = [];
  private readonly made = new Map<string, string>();
  private n = 0;

  constructor(readonly p: Protocol) {}

  /** C expression for the address of the table of this shape. `struct`: name of its C struct when it gets one. */
  table(s: Shape, struct: string | undefined, nullable = false): string {
    if (s.k === 'null-or') return this.table(s.of, struct, true);
    const shared = s.k === 'ref' ? s.name : undefined;
    const inner = s.k === 'ref' ? deref(this.p, s) : s;
    if (inner.k === 'null-or') return this.table(inner, struct, nullable);
    const structName =
      struct !== undefined && shared !== undefined && inner.k === 'object' ? `PnMsg${pascal(shared)}` : struct;
    const key = JSON.stringify([inner, nullable, inner.k === 'object' || inner.k === 'array' ? structName : undefined]);
    const before = this.made.get(key);
    if (before !== undefined) return before;
    const body = this.body(inner, structName);
    const name = `shape_${++this.n}`;
    this.tables.push(
      `${body.before}static const PnShape ${name} = { .kind = ${body.kind}${nullable ? ', .nullable = TRUE' : ''}${body.rest} };\n`,
    );
    this.made.set(key, `&${name}`);
    return `&${name}`;
  }

  private body(
    s: Exclude<Shape, { k: 'ref' | 'null-or' }>,
    struct: string | undefined,
  ): { kind: string; rest: string; before: string } {
    const plain = (kind: string, rest = '', before = '') => ({ kind: `PN_SHAPE_${kind}`, rest, before });
    switch (s.k) {
      case 'int':
        return plain('INT', `, .min = G_GINT64_CONSTANT (${s.min}), .max = G_GINT64_CONSTANT (${s.max})`);
      case 'num':
        return plain('NUMBER', `, .from = ${s.min}, .to = ${s.max}`);
      case 'str':
        return plain('STRING', `, .min = ${s.min}, .max = ${s.max}${this.matches(s.pattern)}`);
      case 'bool':
        return plain('BOOL');
      case 'open':
        return plain('OPEN');
      case 'const':
        if (typeof s.value === 'boolean') return plain(s.value ? 'CONST_TRUE' : 'CONST_FALSE');
        return this.words('CONST_STRING', [s.value]);
      case 'enum':
        return this.words('ENUM', s.values);
      case 'array':
        return plain('ARRAY', `, .min = ${s.min}, .max = ${s.max}, .items = ${this.table(s.items, struct)}`);
      case 'either': {
        const list = `either_${++this.n}`;
        const all = s.of.map((o) => this.table(o, undefined));
        return plain(
          'EITHER',
          `, .one_of = ${list}`,
          `static const PnShape *const ${list}[] = { ${all.join(', ')}, NULL };\n`,
        );
      }
      case 'object':
        return this.object(s.fields, struct, s.desc);
    }
  }

  private matches(pattern: string | undefined): string {
    if (pattern === undefined) return '';
    const fn = matchers[pattern];
    if (fn === undefined) throw new Error(`the pattern ${pattern} has no function in protocol/match.c`);
    return `, .matches = ${fn}`;
  }

  private words(kind: string, values: string[]) {
    const list = `words_${++this.n}`;
    const before = `static const char *const ${list}[] = { ${values.map((v) => `"${v}"`).join(', ')}, NULL };\n`;
    return { kind: `PN_SHAPE_${kind}`, rest: `, .values = ${list}`, before };
  }

  private object(fields: Field[], struct: string | undefined, doc: string | undefined) {
    const rows = fields.map((f) => {
      const t = this.table(f.shape, struct === undefined ? undefined : `${struct}${pascal(f.name)}`);
      const where = struct === undefined ? ['PN_SHAPE_NOWHERE', 'PN_SHAPE_NOWHERE'] : this.offsets(f, struct);
      return `  { "${f.name}", ${f.required ? 'TRUE' : 'FALSE'}, ${t}, ${where.join(', ')} },\n`;
    });
    if (struct !== undefined) this.structs.push({ name: struct, fields, doc });
    const size = struct === undefined || fields.length === 0 ? '' : `, .size = sizeof (${struct})`;
    if (fields.length === 0) return { kind: 'PN_SHAPE_OBJECT', rest: size, before: '' };
    const list = `fields_${++this.n}`;
    return {
      kind: 'PN_SHAPE_OBJECT',
      rest: `, .fields = ${list}, .n_fields = ${fields.length}${size}`,
      before: `static const PnShapeField ${list}[] = {\n${rows.join('')}};\n`,
    };
  }

  private offsets(f: Field, struct: string): string[] {
    const also = memberKind(this.p, f);
    const second = also.array
      ? `offsetof (${struct}, n_${f.name})`
      : also.has
        ? `offsetof (${struct}, has_${f.name})`
        : 'PN_SHAPE_NOWHERE';
    return [`offsetof (${struct}, ${f.name})`, second];
  }
}

/** Arrays carry n_NAME; optional or nullable values that have no NULL of their own carry has_NAME. */
function memberKind(p: Protocol, f: Field): { array: boolean; has: boolean } {
  const nullable = f.shape.k === 'null-or';
  const s = deref(p, f.shape.k === 'null-or' ? f.shape.of : f.shape);
  const pointer = s.k === 'str' || s.k === 'object' || s.k === 'open' || s.k === 'const';
  return { array: s.k === 'array', has: s.k !== 'array' && !pointer && (!f.required || nullable) };
}

function enumName(s: Shape, fallback: string): string {
  return `PnWire${s.k === 'ref' ? pascal(s.name) : fallback}`;
}

function memberType(p: Protocol, s: Shape, struct: string, field: string): string {
  if (s.k === 'null-or') return memberType(p, s.of, struct, field);
  const inner = deref(p, s);
  const nested = s.k === 'ref' ? `PnMsg${pascal(s.name)}` : `${struct}${pascal(field)}`;
  switch (inner.k) {
    case 'int':
      return 'gint64 ';
    case 'num':
      return 'double ';
    case 'bool':
      return 'gboolean ';
    case 'str':
    case 'const':
      return 'char *';
    case 'enum':
      return `${enumName(s, `${struct.replace(/^PnMsg/, '')}${pascal(field)}`)} `;
    case 'open':
      return 'const PnJson *';
    case 'object':
      return `${nested} *`;
    case 'array': {
      const items = deref(p, inner.items);
      if (items.k === 'object') {
        return `${inner.items.k === 'ref' ? `PnMsg${pascal(inner.items.name)}` : nested} *`;
      }
      return `${memberType(p, inner.items, struct, field)}*`;
    }
    default:
      throw new Error(`${struct}.${field}: no C type for ${inner.k}`);
  }
}

function structText(p: Protocol, st: CStruct): string {
  const lines = st.fields.flatMap((f) => {
    const { array, has } = memberKind(p, f);
    const optional = f.required ? '' : ' /* optional */';
    const main = `  ${memberType(p, f.shape, st.name, f.name)}${f.name};${has || array ? '' : optional}`;
    if (array) return [main, `  gsize n_${f.name};`];
    return has ? [`  gboolean has_${f.name};`, main] : [main];
  });
  if (lines.length === 0) lines.push('  char nothing; /* this message says nothing but its name */');
  return `typedef struct {\n${lines.join('\n')}\n} ${st.name};\n`;
}

function enumText(name: string, values: string[]): { decl: string; def: string } {
  const prefix = name
    .replace(/^PnWire/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();
  const fn = `pn_wire_${prefix.toLowerCase()}`;
  return {
    decl:
      `typedef enum {\n${values.map((v) => `  PN_WIRE_${prefix}_${v.toUpperCase()},`).join('\n')}\n  PN_WIRE_N_${prefix}\n} ${name};\n` +
      `const char *${fn}_name (${name} value);\n` +
      `/* FALSE when there is no such word. */\ngboolean ${fn}_parse (const char *word, ${name} *out) G_GNUC_WARN_UNUSED_RESULT;\n`,
    def:
      `static const char *const ${fn}_words[] = { ${values.map((v) => `"${v}"`).join(', ')}, NULL };\n\n` +
      `const char *\n${fn}_name (${name} value)\n{\n  g_return_val_if_fail ((guint) value < PN_WIRE_N_${prefix}, "");\n  return ${fn}_words[value];\n}\n\n` +
      `gboolean\n${fn}_parse (const char *word, ${name} *out)\n{\n  for (guint i = 0; i < PN_WIRE_N_${prefix}; i++) {\n` +
      `    if (g_strcmp0 (word, ${fn}_words[i]) == 0) {\n      *out = (${name}) i;\n      return TRUE;\n    }\n  }\n  return FALSE;\n}\n`,
  };
}

function enums(p: Protocol): { decl: string; def: string }[] {
  const found: { decl: string; def: string }[] = [];
  for (const [name, s] of p.types) if (s.k === 'enum') found.push(enumText(`PnWire${pascal(name)}`, s.values));
  for (const c of p.commands) {
    if (c.request.k !== 'object') continue;
    for (const f of c.request.fields) {
      if (f.shape.k === 'enum') found.push(enumText(`PnWire${pascal(c.name)}${pascal(f.name)}`, f.shape.values));
    }
  }
  return found;
}

const structOf = (c: Command): string => `PnMsg${pascal(c.name)}`;

interface Made {
  tables: Tables;
  requests: string[];
  replies: string[];
  envelope: string;
  events: string[];
  signals: string[];
  all: [string, string][];
}

function makeTables(p: Protocol): Made {
  const tables = new Tables(p);
  const envelope = p.envelopes.find((e) => e.name === 'command')!;
  const made = {
    tables,
    envelope: tables.table(envelope.body, 'PnMsgCommand'),
    requests: p.commands.map((c) => tables.table(c.request, structOf(c))),
    replies: p.commands.map((c) => tables.table(c.reply, undefined)),
    events: p.events.map((e) => tables.table(e.body, undefined)),
    signals: p.signals.map((s) => tables.table(s.body, undefined)),
  };
  const all: [string, string][] = [
    ...p.commands.map((c, i): [string, string] => [`command/${c.name}`, made.requests[i]!]),
    ...p.envelopes.map((e): [string, string] => [`envelope/${e.name}`, tables.table(e.body, undefined)]),
    ...p.events.map((e, i): [string, string] => [`event/${e.name}`, made.events[i]!]),
    ...p.commands.map((c, i): [string, string] => [`reply/${c.name}`, made.replies[i]!]),
    ...p.signals.map((s, i): [string, string] => [`signal/${s.name}`, made.signals[i]!]),
  ];
  // strcmp order, for bsearch
  all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...made, all };
}

function readerDecl(struct: string, fn: string, doc: string): string {
  return (
    `/* ${doc} */\ngboolean ${fn}_read (const PnJson *json, ${struct} **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;\n` +
    `void ${fn}_free (${struct} *self);\nG_DEFINE_AUTOPTR_CLEANUP_FUNC (${struct}, ${fn}_free)\n`
  );
}

function readerDef(struct: string, fn: string, table: string): string {
  const shape = table.slice(1);
  return (
    `gboolean\n${fn}_read (const PnJson *json, ${struct} **out, GError **error)\n{\n` +
    `  ${struct} *made = pn_shape_read (&${shape}, json, error);\n  if (made == NULL)\n    return FALSE;\n  *out = made;\n  return TRUE;\n}\n\n` +
    `void\n${fn}_free (${struct} *self)\n{\n  pn_shape_free (&${shape}, self);\n}\n`
  );
}

export function writeMessagesHeader(p: Protocol): string {
  const made = makeTables(p);
  const parts = [
    `${head(
      'What clients send, as C structs with readers that enforce the schema; names of all messages; checks for what we send.\n' +
        ' * Arrays are (NAME, n_NAME); optional values are NULL or has_NAME = FALSE; a null given for an id reads as has_NAME and 0.\n' +
        ' * Strings belong to the message. Never logs; any thread may call.',
    )}#pragma once\n\n#include "base/wire.h"\n\n#include <glib.h>\n`,
    ...enums(p).map((e) => e.decl),
    ...made.tables.structs.map((st) => structText(p, st)),
    '/* The envelope of a command; body borrows from the JSON that was read. */\n' +
      readerDecl('PnMsgCommand', 'pn_msg_command', 'Errors: BAD_MESSAGE, BAD_VALUE.'),
    ...p.commands.map((c) => readerDecl(structOf(c), `pn_msg_${snake(c.name)}`, `${c.name}: ${c.title}`)),
    ...p.commands.map((c) => `#define PN_COMMAND_${upper(c.name)} "${c.name}"`),
    '',
    ...p.events.map((e) => `#define PN_EVENT_${upper(e.name)} "${e.name}"`),
    '',
    ...p.signals.map((s) => `#define PN_SIGNAL_${upper(s.name)} "${s.name}"`),
    '\n/* Holds any body against its schema; which is "command/T", "reply/T", "event/K", "signal/K" or "envelope/N".\n' +
      ' * For tests, and for a server that wants to know that what it sends is right. UNKNOWN_TYPE when there is no such message. */\n' +
      'gboolean pn_protocol_check (const char *which, const PnJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;\n',
  ];
  return parts.join('\n');
}

export function writeMessagesSource(p: Protocol): string {
  const made = makeTables(p);
  return [
    `${head('Tables of every message and the readers made from them.')}#include "protocol/messages.h"\n\n#include "base/error.h"\n` +
      '#include "protocol/match.h"\n#include "protocol/shape.h"\n\n#include <stddef.h>\n#include <stdlib.h>\n#include <string.h>\n',
    ...enums(p).map((e) => e.def),
    ...made.tables.tables,
    readerDef('PnMsgCommand', 'pn_msg_command', made.envelope),
    ...p.commands.map((c, i) => readerDef(structOf(c), `pn_msg_${snake(c.name)}`, made.requests[i]!)),
    `static const struct {\n  const char *which;\n  const PnShape *shape;\n} all[] = {\n${made.all.map(([w, t]) => `  { "${w}", ${t} },`).join('\n')}\n};\n`,
    'static int\ncompare_which (const void *key, const void *row)\n{\n  return strcmp (key, *(const char *const *) row);\n}\n',
    'gboolean\npn_protocol_check (const char *which, const PnJson *json, GError **error)\n{\n' +
      '  const struct {\n    const char *which;\n    const PnShape *shape;\n  } *row = bsearch (which, all, G_N_ELEMENTS (all), sizeof all[0], compare_which);\n' +
      '  if (row == NULL) {\n    g_set_error (error, PN_ERROR, PN_ERROR_UNKNOWN_TYPE, "no message %s", which);\n    return FALSE;\n  }\n' +
      '  return pn_shape_check (row->shape, json, error);\n}\n',
  ].join('\n');
}

export function writeDispatchHeader(p: Protocol): string {
  return `${head(
    'From the name of a command to its reader and its handler; the one place where a message meets its function.\n' +
      " * Knows sessions and calls only by name. Called on the loop's thread.",
  )}#pragma once\n
#include "protocol/messages.h"

#include <glib.h>

typedef struct PnSession PnSession; /* who is connected; meeting-server owns it */
typedef struct PnCall PnCall;       /* one command waiting for its answer; meeting-server owns it */

typedef struct {
  const char *type;
  gpointer (*read) (const PnJson *body, GError **error); /* NULL on error */
  void (*handle) (PnSession *session, PnCall *call, gconstpointer message);
  void (*free) (gpointer message);
} PnDispatch;

/* NULL: unknown_type. */
const PnDispatch *pn_dispatch_find (const char *type);
const PnDispatch *pn_dispatch_all (gsize *n);

/* Written by hand, one file each, in meeting-server/handlers. */
${p.commands.map((c) => `void pn_handle_${snake(c.name)} (PnSession *session, PnCall *call, const ${structOf(c)} *msg);`).join('\n')}
`;
}

export function writeDispatchSource(p: Protocol): string {
  const thunks = p.commands.map((c) => {
    const n = snake(c.name);
    const st = structOf(c);
    return (
      `static gpointer\nread_${n} (const PnJson *body, GError **error)\n{\n  ${st} *msg = NULL;\n` +
      `  return pn_msg_${n}_read (body, &msg, error) ? msg : NULL;\n}\n\n` +
      `static void\nhandle_${n} (PnSession *session, PnCall *call, gconstpointer message)\n{\n  pn_handle_${n} (session, call, message);\n}\n\n` +
      `static void\nfree_${n} (gpointer message)\n{\n  pn_msg_${n}_free (message);\n}\n`
    );
  });
  const names = p.commands.map((c) => c.name).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rows = names.map((name) => `  { "${name}", read_${snake(name)}, handle_${snake(name)}, free_${snake(name)} },`);
  return [
    `${head('The dispatch table, sorted by name for bsearch.')}#include "protocol/dispatch.h"\n\n#include <stdlib.h>\n#include <string.h>\n`,
    ...thunks,
    `static const PnDispatch table[] = {\n${rows.join('\n')}\n};\n`,
    'static int\ncompare_type (const void *key, const void *row)\n{\n  return strcmp (key, ((const PnDispatch *) row)->type);\n}\n',
    'const PnDispatch *\npn_dispatch_find (const char *type)\n{\n  return bsearch (type, table, G_N_ELEMENTS (table), sizeof table[0], compare_type);\n}\n',
    'const PnDispatch *\npn_dispatch_all (gsize *n)\n{\n  *n = G_N_ELEMENTS (table);\n  return table;\n}\n',
  ].join('\n');
}
