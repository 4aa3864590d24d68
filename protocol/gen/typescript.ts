// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the TypeScript side: one type per message and the maps Commands, Events, Signals.
import { pascal, type Protocol, type Shape } from './load.js';

const quote = (s: string | boolean): string => (typeof s === 'string' ? `'${s}'` : String(s));

function typeText(s: Shape, indent: string): string {
  switch (s.k) {
    case 'int':
    case 'num':
      return 'number';
    case 'str':
      return 'string';
    case 'bool':
      return 'boolean';
    case 'enum':
      return s.values.map(quote).join(' | ');
    case 'const':
      return quote(s.value);
    case 'open':
      return 'Record<string, unknown>';
    case 'ref':
      return pascal(s.name);
    case 'null-or':
      return `${typeText(s.of, indent)} | null`;
    case 'either':
      return s.of.map((o) => typeText(o, indent)).join(' | ');
    case 'array': {
      const inner = typeText(s.items, indent);
      return /^[A-Za-z]+$/.test(inner) ? `${inner}[]` : `(${inner})[]`;
    }
    case 'object': {
      if (s.fields.length === 0) return 'Record<string, never>';
      const deeper = `${indent}  `;
      const lines = s.fields.map((f) => {
        const doc = f.shape.desc === undefined ? '' : `${deeper}/** ${f.shape.desc} */\n`;
        return `${doc}${deeper}${f.name}${f.required ? '' : '?'}: ${typeText(f.shape, deeper)};`;
      });
      return `{\n${lines.join('\n')}\n${indent}}`;
    }
  }
}

function declare(name: string, s: Shape, doc: string | undefined): string {
  const text = doc === undefined ? '' : `/** ${doc} */\n`;
  return `${text}export type ${name} = ${typeText(s, '')};\n`;
}

export function writeTypeScript(p: Protocol): string {
  const parts = [
    '// SPDX-License-Identifier: GPL-3.0-or-later\n' +
      '// Written by protocol/generate.ts from protocol/schema; change the schema, not this file.\n',
  ];
  for (const [name, s] of p.types) parts.push(declare(pascal(name), s, s.desc));
  for (const e of p.envelopes) {
    // The event envelope is itself a shared type: it also stands inside replies.
    if (e.body.k !== 'ref') parts.push(declare(`${pascal(e.name)}Envelope`, e.body, e.title));
  }
  for (const c of p.commands) {
    parts.push(declare(`${pascal(c.name)}Request`, c.request, c.title));
    parts.push(declare(`${pascal(c.name)}Reply`, c.reply, undefined));
  }
  for (const e of p.events) parts.push(declare(`${pascal(e.name)}Event`, e.body, e.title));
  for (const s of p.signals) parts.push(declare(`${pascal(s.name)}Signal`, s.body, s.title));
  parts.push(
    `/** What each command takes and what it is answered. */\nexport interface Commands {\n${p.commands
      .map((c) => `  '${c.name}': { request: ${pascal(c.name)}Request; reply: ${pascal(c.name)}Reply };`)
      .join('\n')}\n}\n`,
  );
  parts.push(
    `/** What each recorded event says. */\nexport interface Events {\n${p.events
      .map((e) => `  '${e.name}': ${pascal(e.name)}Event;`)
      .join('\n')}\n}\n`,
  );
  parts.push(
    `/** What each passing signal says. */\nexport interface Signals {\n${p.signals
      .map((s) => `  '${s.name}': ${pascal(s.name)}Signal;`)
      .join('\n')}\n}\n`,
  );
  parts.push(
    'export type CommandType = keyof Commands;\nexport type EventKind = keyof Events;\nexport type SignalKind = keyof Signals;\n',
  );
  parts.push(
    "/** One recorded line, narrowed by its kind. */\nexport type MeetingEvent = {\n  [K in EventKind]: Omit<EventEnvelope, 'kind' | 'body'> & { kind: K; body: Events[K] };\n}[EventKind];\n",
  );
  parts.push(
    "/** One passing signal, narrowed by its kind. */\nexport type MeetingSignal = {\n  [K in SignalKind]: Omit<SignalEnvelope, 'kind' | 'body'> & { kind: K; body: Signals[K] };\n}[SignalKind];\n",
  );
  return parts.join('\n');
}
