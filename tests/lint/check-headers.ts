// SPDX-License-Identifier: GPL-3.0-or-later
// Every source names its licence; every C header opens with what it is and what it never touches; SQL stays in db/ and adapters.
import { sources, type Check } from './tree.ts';

const SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later';

function licence(): string[] {
  return sources(/\.(c|h|ts|tsx|sh|inc)$/)
    .filter((f) => !f.lines.slice(0, 3).some((l) => l.includes(SPDX)))
    .map((f) => `${f.path}: the first lines must hold "${SPDX}"`);
}

function teaching(): string[] {
  return sources(/\.h$/).flatMap((f) => {
    const after = f.text.slice(f.text.indexOf('\n') + 1);
    const comment = /^\s*\/\*([\s\S]*?)\*\//.exec(after)?.[1];
    if (comment === undefined) return [`${f.path}: a header opens with a comment that says what it is`];
    const sentences = comment.split(/[.;](?:\s|$)/).filter((s) => /[a-z]/.test(s)).length;
    return sentences >= 2 ? [] : [`${f.path}: say in two sentences what it is, what it never touches and which thread may call`];
  });
}

function guards(): string[] {
  return sources(/\.h$/)
    .filter((f) => !f.text.includes('#pragma once'))
    .map((f) => `${f.path}: #pragma once is missing`);
}

function sql(): string[] {
  return sources(/\/(core|handlers|ports)\/.*\.[ch]$/).flatMap((f) =>
    f.lines.flatMap((l, i) =>
      /"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|BEGIN|COMMIT|CALL)\b[^"]*"/.test(l) ? [`${f.path}:${i + 1}: SQL lives in db/ and adapters`] : [],
    ),
  );
}

/** The day of a server that lives by UTC is yesterday until seven in the morning. */
function days(): string[] {
  const asked = (pattern: RegExp, wrong: RegExp, instead: string) =>
    sources(pattern).flatMap((f) => f.lines.flatMap((l, i) => (wrong.test(l) ? [`${f.path}:${i + 1}: ${instead}`] : [])));
  return [
    ...asked(/^(docs-service|meeting-server|cli)\/.*\.[ch]$/, /"[^"]*\b(current_date|now \(\)::date)\b/i, 'ask for phien.vn_today ()'),
    ...asked(/^web-client\/src\/(?!ui\/format).*\.tsx?$/, /new Date\(\)\.get|\.toLocale(Date|Time)?String\((?!.*FractionDigits)/, 'days and times are told by ui/format'),
  ];
}

export function checkHeaders(): Check[] {
  return [
    { promise: 'every source names its licence', breaches: licence() },
    { promise: 'every header says what it is and what it never touches', breaches: teaching() },
    { promise: 'every header is guarded', breaches: guards() },
    { promise: 'no SQL in core, ports and handlers', breaches: sql() },
    { promise: 'days are days of Viet Nam', breaches: days() },
  ];
}
