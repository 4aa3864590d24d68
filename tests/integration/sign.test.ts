// SPDX-License-Identifier: GPL-3.0-or-later
// Signing from outside: the CLI and the signer's link, judged by poppler's pdfsig and by qpdf, which are not ours.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Skip, assert, cleanup, end, equal, run, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const samples = process.env.PHIEN_SAMPLES ?? join(top, '../shared/samples');
const dir = mkdtempSync(join(tmpdir(), 'phien-sign-'));
const env = { ...process.env, PHIEN_VAR: join(dir, 'var') };
for (const d of ['var', 'var/run', 'papers', 'out']) mkdirSync(join(dir, d));
const children: ChildProcess[] = [];
cleanup(async () => {
  await end(...children);
  rmSync(dir, { recursive: true, force: true });
});

interface Report {
  verdict: string;
  signatures: { integrity: string; trust: string; changes: string[]; forbidden: string[]; level: string; signer: string }[];
}
const tool = (command: string, args: string[]) => spawnSync(command, args, { env, encoding: 'utf8', timeout: 60_000, maxBuffer: 64 << 20 });
const phien = (...args: string[]) => tool(join(build, 'cli/phien'), args);
const check = (file: string) => JSON.parse(phien('check', '--report', file).stdout) as Report;
/** What pdfsig says of the mathematics of each signature; trust is asked for apart. */
const pdfsig = (file: string) => [...tool('pdfsig', ['-nocert', file]).stdout.matchAll(/Common Name: (.*)|Signature Validation: (.*)/g)].map((m) => m[1] ?? m[2]!);
const out = (name: string) => join(dir, 'out', name);

test('every demo paper is signed, valid for pdfsig, clean for qpdf and valid for us', () => {
  equal(tool(join(build, 'docs-service/compose/phien-demo-papers'), [join(dir, 'papers')]).status, 0, 'demo papers');
  const papers = readdirSync(join(dir, 'papers')).filter((f) => f.endsWith('.pdf'));
  assert(papers.length >= 12, `${papers.length} papers`);
  for (const paper of papers) {
    const to = out(paper);
    const done = phien('sign', '--key', 'demo', '--page', '1', '--rect', '330,80,530,164', '--reason', 'Phê duyệt', join(dir, 'papers', paper), to);
    equal(done.status, 0, `${paper}: ${done.stderr}`);
    equal(pdfsig(to), ['Người ký thử nghiệm', 'Signature is Valid.'], paper);
    equal(tool('qpdf', ['--check', to]).status, 0, `qpdf --check ${paper}`);
    const report = check(to);
    equal(report.verdict, 'valid', paper);
    equal([report.signatures[0]!.level, report.signatures[0]!.trust], ['B-B', 'trusted'], paper);
  }
});

test('pdfsig tells mathematics and trust apart: the demo root is in nobody’s store', () => {
  const said = tool('pdfsig', [out('cong-van-vat-lieu-san-lap.pdf')]).stdout;
  assert(said.includes('Signature is Valid.'), said);
  assert(said.includes('Total document signed'), said);
  assert(!said.includes('Certificate is Trusted'), said);
});

test('one changed byte anywhere is invalid, bytes behind are not valid, exit codes tell', () => {
  const good = readFileSync(out('cong-van-vat-lieu-san-lap.pdf'));
  const file = out('forged.pdf');
  for (let i = 1; i < 40; i++) {
    const forged = Buffer.from(good);
    const at = Math.floor((good.length * i) / 40);
    forged[at]! ^= 1;
    writeFileSync(file, forged);
    const verdict = check(file).verdict;
    equal(verdict, 'invalid', `byte ${at}`);
  }
  writeFileSync(file, Buffer.concat([good, Buffer.from('garbage\n')]));
  equal(check(file).verdict, 'invalid', 'garbage behind');
  equal(phien('check', file).status, 1, 'exit of invalid');
  equal(phien('check', out('cong-van-vat-lieu-san-lap.pdf')).status, 0, 'exit of valid');
  equal(phien('check', '--roots', '/dev/null', out('cong-van-vat-lieu-san-lap.pdf')).status, 2, 'exit of untrusted');
  equal(phien('check', join(dir, 'papers/cong-van-vat-lieu-san-lap.pdf')).status, 3, 'exit of unsigned');
  writeFileSync(file, 'no pdf');
  equal(phien('check', file).status, 4, 'exit of unreadable');
  equal(phien('check', join(dir, 'absent.pdf')).status, 66, 'exit of a missing file');
});

test('a second signature leaves the first one valid and is named', () => {
  const from = out('cong-van-vat-lieu-san-lap.pdf');
  equal(phien('sign', '--key', 'second', from, out('twice.pdf')).status, 0, 'sign');
  equal(pdfsig(out('twice.pdf')).filter((s) => s === 'Signature is Valid.').length, 2, 'pdfsig');
  const report = check(out('twice.pdf'));
  equal(report.verdict, 'valid_with_changes');
  equal(report.signatures[0]!.changes, ['signature:Signature2']);
  assert(readFileSync(out('twice.pdf')).subarray(0, statSync(from).size).equals(readFileSync(from)), 'old bytes are a prefix');
});

test('phien-signer answers on its link, keeps keys to itself, and its signature is openssl’s too', async () => {
  const child = spawn(join(build, 'docs-service/signer/phien-signer'), [], { env: { ...env, PHIEN_SIGNER_ADMIN: 'off' }, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  const socket = join(dir, 'var/run/signer.sock');
  await waitUntil('the signer’s socket', () => existsSync(socket));
  const link = await Link.open(socket);
  const enrolled = (await link.ask({ t: 'enrol', person: 7, name: 'Nguyễn Văn Thành', unit: 'UBND tỉnh Sơn Hà', title: 'Chủ tịch' })) as Record<string, unknown>;
  equal(enrolled.t, 'enrolled');
  assert(String(enrolled.subject).includes('CN=Nguyễn Văn Thành'), String(enrolled.subject));
  const text = 'những byte được ký';
  writeFileSync(out('text'), text);
  const { createHash } = await import('node:crypto');
  const reply = (await link.ask({ t: 'sign', person: 7, algo: 'sha256', digest_hex: createHash('sha256').update(text).digest('hex') })) as Record<string, unknown>;
  equal(reply.t, 'signature');
  writeFileSync(out('text.der'), Buffer.from(String(reply.cms), 'base64'));
  const roots = (await link.ask({ t: 'roots' })) as Record<string, unknown>;
  writeFileSync(out('roots.pem'), String(roots.pem));
  const verified = tool('openssl', ['cms', '-verify', '-inform', 'DER', '-in', out('text.der'), '-content', out('text'), '-binary', '-CAfile', out('roots.pem'), '-purpose', 'any', '-cades']);
  equal(verified.status, 0, verified.stderr);
  assert(!tool('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', out('text.der')]).stdout.includes('signingTime'), 'no signingTime');
  const keys = join(dir, 'var/keys');
  equal(statSync(keys).mode & 0o777, 0o700, 'mode of the key directory');
  for (const file of readdirSync(keys)) equal(statSync(join(keys, file)).mode & 0o777, 0o600, `mode of ${file}`);
  assert(/ sign 7 [0-9a-f]+ sha256:/.test(readFileSync(join(keys, 'audit.log'), 'utf8')), 'audit line');
  link.close();
});

test('the corpus: signed or refused with a reason, valid in pdfsig, no crash', () => {
  const files = ['render', 'signed'].flatMap((d) => (existsSync(join(samples, d)) ? readdirSync(join(samples, d)).map((f) => join(samples, d, f)) : [])).filter((f) => f.endsWith('.pdf'));
  if (files.length === 0) throw new Skip(`no samples in ${samples}`);
  // The whole corpus takes minutes: every tenth file here, all of them with PHIEN_ALL_SAMPLES=1.
  const some = process.env.PHIEN_ALL_SAMPLES ? files : files.filter((_, i) => i % 10 === 0);
  let signed = 0;
  let valid = 0;
  let refused = 0;
  const bad: string[] = [];
  for (const file of some) {
    const done = phien('sign', '--key', 'demo', '--page', '1', '--rect', '50,50,250,134', file, out('corpus.pdf'));
    if (done.status === 77) refused++;
    else if (done.status === 0) {
      signed++;
      const said = pdfsig(out('corpus.pdf'));
      if (said[said.indexOf('Người ký thử nghiệm') + 1] === 'Signature is Valid.') valid++;
      else bad.push(`${file}: ${said.join(' ')}`);
    } else bad.push(`${file}: exit ${done.status} signal ${done.signal} ${done.stderr}`);
  }
  console.log(`        ${some.length} files: ${signed} signed (${((100 * signed) / some.length).toFixed(1)} %), ${valid} valid in pdfsig, ${refused} refused`);
  equal(bad, [], 'crashes and invalid ones');
});

test('nothing foreign is ever called valid, nothing crashes the check', () => {
  const files = ['signed', 'attack', 'fuzz'].flatMap((d) => (existsSync(join(samples, d)) ? readdirSync(join(samples, d)).map((f) => join(samples, d, f)) : [])).filter((f) => f.endsWith('.pdf'));
  if (files.length === 0) throw new Skip(`no samples in ${samples}`);
  const counts: Record<string, number> = {};
  for (const file of files) {
    const done = phien('check', '--json', file);
    assert(done.signal === null && [1, 2, 3, 4].includes(done.status!), `${file}: exit ${done.status} signal ${done.signal}`);
    const { verdict } = JSON.parse(done.stdout) as Report;
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  console.log(`        ${files.length} files: ${JSON.stringify(counts)}`);
});

await run('sign');
