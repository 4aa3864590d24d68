// SPDX-License-Identifier: GPL-3.0-or-later
// The two readers of the protocol, asked the same question: ajv with the schemas, and the C reader through protocol-judge.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { schemaDir, schemaFiles } from '../../protocol/gen/load.ts';
import { parseStrict } from './strict-json.ts';

export const root = resolve(import.meta.dirname, '../..');
const FRAME_MAX = 64 * 1024;
const LINK_MAX = 1024 * 1024;

export interface Case {
  name: string;
  which: string;
  text: string;
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
ajv.addSchema(JSON.parse(readFileSync(join(schemaDir, 'types.json'), 'utf8')) as object, 'phien:/types.json');
for (const kind of ['command', 'event', 'signal', 'envelope']) {
  for (const { name, raw } of schemaFiles(kind)) ajv.addSchema(raw, `phien:/${kind}/${name}.json`);
}

function validator(which: string) {
  const [kind, name] = [which.slice(0, which.indexOf('/')), which.slice(which.indexOf('/') + 1)];
  const uri =
    kind === 'command' ? `phien:/command/${name}.json#/$defs/request`
    : kind === 'reply' ? `phien:/command/${name}.json#/$defs/reply`
    : `phien:/${kind}/${name}.json`;
  const validate = ajv.getSchema(uri);
  if (validate === undefined) throw new Error(`no schema ${uri}`);
  return validate;
}

/** "ok" or the reason. */
export function askAjv(c: Case): string {
  let value: unknown;
  try {
    value = parseStrict(c.text, c.which.startsWith('command/') ? FRAME_MAX : LINK_MAX);
  } catch (error) {
    return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
  }
  const validate = validator(c.which);
  return validate(value) ? 'ok' : `schema: ${ajv.errorsText(validate.errors)}`;
}

/** The build named by PHIEN_BUILD; without it the newest there is, since a stale reader judges a protocol of yesterday. */
function judgePath(): string {
  const builds = process.env.PHIEN_BUILD === undefined ? readdirSync(join(root, 'build')).map((b) => join(root, 'build', b)) : [process.env.PHIEN_BUILD];
  const found = builds.map((b) => join(b, 'protocol/protocol-judge')).filter((path) => existsSync(path));
  found.sort((x, y) => statSync(y).mtimeMs - statSync(x).mtimeMs);
  if (found[0] === undefined) throw new Error('protocol-judge is not built: run ./dev build, or set PHIEN_BUILD');
  return found[0];
}

/** One verdict for each case, in order. */
export function askC(cases: Case[]): string[] {
  const input = Buffer.concat(
    cases.map((c) => {
      const bytes = Buffer.from(c.text);
      return Buffer.concat([Buffer.from(`${c.which} ${bytes.length}\n`), bytes, Buffer.from('\n')]);
    }),
  );
  const run = spawnSync(judgePath(), { input, maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`protocol-judge ended with ${run.status ?? run.signal}: ${run.stderr.toString()}`);
  const lines = run.stdout.toString().trimEnd().split('\n');
  if (lines.length !== cases.length) throw new Error(`protocol-judge answered ${lines.length} of ${cases.length} cases`);
  return lines;
}

/** Case names on which the two disagree, or on which both differ from what is wanted. */
export function disagreements(cases: Case[], wanted: 'ok' | 'bad'): string[] {
  const c = askC(cases);
  return cases.flatMap((one, i) => {
    const js = askAjv(one);
    const fine = (js === 'ok') === (wanted === 'ok') && (c[i] === 'ok') === (wanted === 'ok');
    return fine ? [] : [`${one.name} (${one.which}) should be ${wanted}: ajv says ${js}; C says ${c[i]!}`];
  });
}
