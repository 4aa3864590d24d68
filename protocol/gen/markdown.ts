// SPDX-License-Identifier: GPL-3.0-or-later
// Writes docs/protocol.md: every message as a table a person can read.
import { type Field, type Protocol, type Shape } from './load.js';

function words(s: Shape): string {
  switch (s.k) {
    case 'int':
      return `integer ${s.min}…${s.max}`;
    case 'num':
      return `number ${s.min}…${s.max}`;
    case 'str':
      return `string ${s.min > 0 ? `${s.min}…` : '≤ '}${s.max}`;
    case 'bool':
      return 'boolean';
    case 'enum':
      return s.values.map((v) => `\`${v}\``).join(', ');
    case 'const':
      return `\`${String(s.value)}\``;
    case 'open':
      return 'object of the named message';
    case 'ref':
      return `[${s.name}](#type-${s.name})`;
    case 'null-or':
      return `${words(s.of)}, or null`;
    case 'either':
      return s.of.map(words).join(' or ');
    case 'array':
      return `up to ${s.max} of: ${words(s.items)}`;
    case 'object':
      return s.fields.length === 0
        ? '`{}`'
        : `{ ${s.fields.map((f) => `${f.name}${f.required ? '' : '?'}: ${words(f.shape)}`).join('; ')} }`;
  }
}

const row = (f: Field): string =>
  `| \`${f.name}\` | ${f.required ? 'yes' : 'no'} | ${words(f.shape).replace(/\|/g, '\\|')}${f.shape.desc === undefined ? '' : ` (${f.shape.desc})`} |`;

function table(s: Shape): string {
  if (s.k !== 'object') return `${words(s)}\n`;
  if (s.fields.length === 0) return '`{}`\n';
  return `| field | required | what |\n|---|---|---|\n${s.fields.map(row).join('\n')}\n`;
}

export function writeMarkdown(p: Protocol): string {
  const out = [
    '# The protocol',
    'Written by `protocol/generate.ts` from `protocol/schema`; change the schema, not this page. How to add a message: `protocol/README.md`.\n',
    'JSON text frames of at most 64 KiB on the WebSocket `/ws`. Objects are closed: an unknown key is refused. String lengths count Unicode characters. ' +
      'No duplicate keys, no nesting deeper than 32, no NUL. The first command is `hello`. A command repeated with the same id from the same account gets the same reply.\n',
    '## Envelopes',
    ...p.envelopes.map(
      (e) =>
        `### ${e.name}\n${e.title}\n\n${e.body.k === 'either' ? e.body.of.map(table).join('\nor\n\n') : table(e.body)}`,
    ),
    '## Commands',
    ...p.commands.map(
      (c) =>
        `### ${c.name}\n${c.title}\n\n${table(c.request)}\nReply: ${c.reply.k === 'object' && c.reply.fields.length > 0 ? `\n\n${table(c.reply)}` : table(c.reply)}`,
    ),
    '## Events (recorded)',
    ...p.events.map((e) => `### ${e.name}\n${e.title}\n\n${table(e.body)}`),
    '## Signals (not recorded)',
    ...p.signals.map((s) => `### ${s.name}\n${s.title}\n\n${table(s.body)}`),
    '## Types',
    ...[...p.types].map(([name, s]) => `### type ${name}\n${s.desc === undefined ? '' : `${s.desc}\n\n`}${table(s)}`),
  ];
  return `${out.join('\n')}`.replace(/\n+$/, '\n');
}
