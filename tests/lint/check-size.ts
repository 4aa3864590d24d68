// SPDX-License-Identifier: GPL-3.0-or-later
// Small pieces: no file over 700 lines, no C function over 120; prints the distribution so that drift is seen early.
import { sources, type Check, type Source } from './tree.ts';

const FILE_MAX = 700;
/** A test file is a list of promises kept by one module; it reads well a little longer. */
const TEST_MAX = 1000;
const FUNCTION_MAX = 120;

interface Func {
  name: string;
  where: string;
  length: number;
}

/** Our C style puts a function's braces in column 1, its name at the start of the line before. */
export function functionsOf(file: Source): Func[] {
  const found: Func[] = [];
  let start = -1;
  let name = '';
  file.lines.forEach((line, i) => {
    const head = /^([a-zA-Z_][a-zA-Z0-9_]*) \(/.exec(line);
    if (head !== null) name = head[1]!;
    if (line === '{') start = i;
    if (line === '}' && start >= 0) {
      found.push({ name, where: `${file.path}:${start + 1}`, length: i - start - 1 });
      start = -1;
    }
  });
  return found;
}

const quantile = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

function distribution(what: string, sizes: number[]): void {
  const s = [...sizes].sort((a, b) => a - b);
  console.log(`  ${what}: ${s.length}, median ${quantile(s, 0.5)}, nine in ten up to ${quantile(s, 0.9)}, largest ${s.at(-1) ?? 0}`);
}

export function checkSize(): Check[] {
  const files = sources(/\.(c|h|ts|tsx)$/).filter((f) => !f.path.endsWith('protocol/generated.ts'));
  const c = files.filter((f) => f.path.endsWith('.c'));
  const functions = c.flatMap(functionsOf);
  distribution('C files', c.map((f) => f.lines.length));
  distribution('C functions', functions.map((f) => f.length));
  distribution('TypeScript files', files.filter((f) => /\.tsx?$/.test(f.path)).map((f) => f.lines.length));
  return [
    {
      promise: `no file over ${FILE_MAX} lines (tests ${TEST_MAX})`,
      breaches: files.filter((f) => f.lines.length > (/^tests\/|\.test\.tsx?$/.test(f.path) ? TEST_MAX : FILE_MAX)).map((f) => `${f.path}: ${f.lines.length} lines; usually that is three modules`),
    },
    {
      promise: `no C function over ${FUNCTION_MAX} lines`,
      breaches: functions.filter((f) => f.length > FUNCTION_MAX).map((f) => `${f.where} ${f.name}: ${f.length} lines; usually that is two ideas`),
    },
  ];
}
