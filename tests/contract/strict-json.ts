// SPDX-License-Identifier: GPL-3.0-or-later
// What base/wire refuses before any schema is asked: JSON.parse alone lets duplicate keys, depth and lone surrogates through.

export const MAX_DEPTH = 32;

/** Throws with the reason; returns what JSON.parse makes of it. */
export function parseStrict(text: string, maxBytes: number): unknown {
  if (Buffer.byteLength(text) > maxBytes) throw new Error('too large');
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('object or array wanted at the top');
  walkText(text);
  checkStrings(value);
  return value;
}

/** The text is already known to be JSON: only brackets, strings and colons matter here. */
function walkText(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (const m of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/gs)) {
    const token = m[0];
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new Error('too deep');
    } else if (token === '}' || token === ']') open.pop();
    else if (m[1] !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - m[1].length)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) throw new Error(`key ${key} twice`);
      keys?.add(key);
    }
  }
}

function checkStrings(value: unknown): void {
  if (typeof value === 'string') {
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\0/.test(value)) throw new Error('not a clean string');
  } else if (Array.isArray(value)) value.forEach(checkStrings);
  else if (typeof value === 'object' && value !== null) {
    for (const [k, v] of Object.entries(value)) {
      checkStrings(k);
      checkStrings(v);
    }
  }
}
