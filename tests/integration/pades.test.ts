// SPDX-License-Identifier: GPL-3.0-or-later
// The PAdES levels from outside: each part of B-B, B-T, B-LT and B-LTA is taken out of the file and judged by openssl, not by us; the demo
// authority's time-stamps, OCSP and CRL likewise. Revoked keys, damaged time-stamps and renewal.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, textOf } from '../lib/forge.ts';
import { Skip, assert, cleanup, end, equal, run, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { element, parts as partsOf, trimmed, type Part } from '../lib/signed-parts.ts';
import { smallPdf } from '../lib/small-pdf.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const dir = mkdtempSync(join(tmpdir(), 'phien-pades-'));
mkdirSync(join(dir, 'var/run'), { recursive: true });
cleanup(() => rmSync(dir, { recursive: true, force: true }));
const env: NodeJS.ProcessEnv = { ...process.env, PHIEN_VAR: join(dir, 'var') };
const at = (name: string) => join(dir, name);
const tool = (command: string, args: string[]) => spawnSync(command, args, { env, encoding: 'utf8', timeout: 60_000, maxBuffer: 64 << 20 });
function must(command: string, ...args: string[]): string {
  const done = tool(command, args);
  equal(done.status, 0, `${command} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout + done.stderr;
}
const phien = (...args: string[]) => must(join(build, 'cli/phien'), ...args);
interface Report {
  verdict: string;
  signatures: { integrity: string; trust: string; changes: string[]; level: string; signer: string; time: string }[];
}
const check = (file: string) => JSON.parse(tool(join(build, 'cli/phien'), ['check', '--json', file]).stdout) as Report;
const roots = at('var/run/roots.pem');
const paper = at('paper.pdf');
writeFileSync(paper, smallPdf(['Quyet dinh so 15']));
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

const parts = (file: string) => partsOf(readFileSync(file));
function inside(der: Buffer, outer: { start: number; end: number }) {
  const list = [];
  for (let p = outer.start; p < outer.end; p = list.at(-1)!.end) list.push(element(der, p));
  return list;
}
/** Signed attributes, signature value and time-stamp token of the only SignerInfo of a CMS. */
function signerInfo(der: Buffer): { attributes: Buffer; signature: Buffer; token?: Buffer } {
  const data = inside(der, inside(der, inside(der, element(der, 0))[1]!)[0]!);
  const signer = inside(der, inside(der, data.at(-1)!)[0]!);
  const value = signer.find((e) => e.tag === 0x04)!;
  const unsigned = signer.find((e) => e.tag === 0xa1);
  const signed = signer.find((e) => e.tag === 0xa0)!;
  const found = { attributes: der.subarray(signed.start, signed.end), signature: der.subarray(value.start, value.end) };
  if (!unsigned) return found;
  const [, set] = inside(der, inside(der, unsigned)[0]!);
  const token = inside(der, set!)[0]!;
  return { ...found, token: der.subarray(token.from, token.end) };
}

function judgeCms(part: Part): void {
  const der = trimmed(part.contents);
  assert(part.contents.subarray(der.length).every((b) => b === 0), 'padding of zeros');
  writeFileSync(at('cms.der'), der);
  writeFileSync(at('covered'), part.covered);
  must('openssl', 'cms', '-verify', '-inform', 'DER', '-in', at('cms.der'), '-content', at('covered'), '-binary', '-CAfile', roots, '-purpose', 'any', '-cades', '-out', '/dev/null');
  const printed = must('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', at('cms.der'));
  for (const name of ['contentType', 'messageDigest', 'id-smime-aa-signingCertificateV2']) assert(printed.includes(`object: ${name}`), name);
  assert(!signerInfo(der).attributes.includes('06092a864886f70d010905', 'hex'), 'no signingTime among the signed attributes');
  must('openssl', 'asn1parse', '-inform', 'DER', '-in', at('cms.der'));
}
function judgeToken(token: Buffer, data: Buffer): void {
  writeFileSync(at('token.der'), token);
  writeFileSync(at('stamped'), data);
  assert(must('openssl', 'ts', '-verify', '-token_in', '-in', at('token.der'), '-data', at('stamped'), '-CAfile', roots).includes('Verification: OK'), 'ts -verify');
}
/** What lies in the document's security store, by list. */
function store(file: string): Record<'Certs' | 'CRLs' | 'OCSPs', Buffer[]> & { dictionary: string } {
  const bytes = readFileSync(file);
  const dictionary = bodyOf(bytes, Number(/\/DSS (\d+) 0 R/.exec([...textOf(bytes).matchAll(/\/DSS \d+ 0 R/g)].at(-1)![0])![1]));
  const list = (key: string) => {
    const refs = new RegExp(`/${key} \\[([^\\]]*)\\]`).exec(dictionary)?.[1] ?? '';
    return [...refs.matchAll(/(\d+) 0 R/g)].map((m) => {
      const found = new RegExp(`\\n${m[1]} 0 obj\\n<< /Length (\\d+) >>\\nstream\\n`).exec(textOf(bytes))!;
      return bytes.subarray(found.index + found[0].length, found.index + found[0].length + Number(found[1]));
    });
  };
  return { dictionary, Certs: list('Certs'), CRLs: list('CRLs'), OCSPs: list('OCSPs') };
}
function judgeStore(file: string): void {
  const dss = store(file);
  assert(dss.Certs.length >= 3 && dss.CRLs.length >= 1 && dss.OCSPs.length >= 2, `${dss.Certs.length} certificates, ${dss.CRLs.length} lists, ${dss.OCSPs.length} answers`);
  for (const cert of dss.Certs) {
    writeFileSync(at('cert.der'), cert);
    must('openssl', 'x509', '-inform', 'DER', '-in', at('cert.der'), '-noout');
  }
  for (const crl of dss.CRLs) {
    writeFileSync(at('crl.der'), crl);
    assert(must('openssl', 'crl', '-inform', 'DER', '-in', at('crl.der'), '-CAfile', roots, '-noout').includes('verify OK'), 'CRL');
  }
  for (const answer of dss.OCSPs) {
    writeFileSync(at('ocsp.der'), answer);
    assert(must('openssl', 'ocsp', '-respin', at('ocsp.der'), '-CAfile', roots, '-VAfile', roots).includes('Response verify OK'), 'OCSP');
  }
  assert(/\/VRI << \/[0-9A-F]{40} << /.test(dss.dictionary), 'VRI');
}

for (const kind of ['P-256', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096']) {
  test(`B-B with ${kind}: CMS by openssl, valid for pdfsig and for us`, () => {
    const file = at(`${kind}.pdf`);
    phien('sign', '--key', `demo-${kind.toLowerCase()}`, '--kind', kind, paper, file);
    const [only] = parts(file);
    judgeCms(only!);
    equal(signerInfo(trimmed(only!.contents)).token, undefined, 'no time-stamp');
    assert(must('pdfsig', '-nocert', file).includes('Signature is Valid.'), 'pdfsig');
    const report = check(file);
    equal([report.verdict, report.signatures[0]!.level], ['valid', 'B-B'], kind);
  });
}

test('B-T: the time-stamp is of this signature', () => {
  phien('sign', '--key', 'demo', '--level', 'b-t', paper, at('t.pdf'));
  const [only] = parts(at('t.pdf'));
  judgeCms(only!);
  const { signature, token } = signerInfo(trimmed(only!.contents));
  judgeToken(token!, signature);
  const report = check(at('t.pdf'));
  equal([report.verdict, report.signatures[0]!.level], ['valid', 'B-T'], 'ours');
  assert(/^20\d\d-.*Z$/.test(report.signatures[0]!.time), 'time of the token, in UTC');
});

test('B-LT: certificates, revocation lists and OCSP answers lie in the document', () => {
  phien('sign', '--key', 'demo', '--level', 'b-lt', paper, at('lt.pdf'));
  const [only] = parts(at('lt.pdf'));
  judgeCms(only!);
  judgeStore(at('lt.pdf'));
  const report = check(at('lt.pdf'));
  equal([report.verdict, report.signatures[0]!.level, report.signatures[0]!.changes], ['valid_with_changes', 'B-LT', ['dss']], 'ours');
});

test('B-LTA: the document time-stamp covers signature and evidence; renewing keeps every byte', () => {
  phien('sign', '--key', 'demo', '--level', 'b-lta', paper, at('lta.pdf'));
  const [signature, stamp] = parts(at('lta.pdf'));
  judgeCms(signature!);
  judgeStore(at('lta.pdf'));
  judgeToken(trimmed(stamp!.contents), stamp!.covered);
  const report = check(at('lta.pdf'));
  equal([report.verdict, ...report.signatures.map((s) => s.level)], ['valid_with_changes', 'B-LTA', 'DocTimeStamp'], 'ours');
  phien('extend', '--level', 'b-lta', at('lta.pdf'), at('renewed.pdf'));
  const old = readFileSync(at('lta.pdf'));
  assert(readFileSync(at('renewed.pdf')).subarray(0, old.length).equals(old), 'a prefix');
  const third = parts(at('renewed.pdf'))[2]!;
  judgeToken(trimmed(third.contents), third.covered);
  const renewed = check(at('renewed.pdf'));
  equal([renewed.verdict, ...renewed.signatures.map((s) => s.level)], ['valid_with_changes', 'B-LTA', 'DocTimeStamp', 'DocTimeStamp'], 'renewed');
  must('qpdf', '--check', at('renewed.pdf'));
  assert(must('pdfsig', '-nocert', at('lt.pdf')).includes('Signature is Valid.'), 'pdfsig');
});

test('a certified document that permits no change may still be time-stamped', () => {
  phien('sign', '--key', 'demo', '--level', 'b-lta', '--certify', '1', paper, at('certified.pdf'));
  const report = check(at('certified.pdf'));
  equal([report.verdict, report.signatures[0]!.level], ['valid_with_changes', 'B-LTA'], 'ours');
});

test('a time-stamp that is damaged or of another signature is invalid', () => {
  const good = textOf(readFileSync(at('t.pdf')));
  const { token } = signerInfo(trimmed(parts(at('t.pdf'))[0]!.contents));
  const place = good.indexOf(token!.toString('hex'));
  for (const share of [0.2, 0.5, 0.98]) {
    const p = place + 2 * Math.floor(token!.length * share) + 1;
    writeFileSync(at('forged.pdf'), good.slice(0, p) + (good[p] === '0' ? '1' : '0') + good.slice(p + 1), 'latin1');
    equal(check(at('forged.pdf')).verdict, 'invalid', `byte at ${share}`);
  }
  phien('sign', '--key', 'demo', '--level', 'b-t', paper, at('other.pdf'));
  const foreign = signerInfo(trimmed(parts(at('other.pdf'))[0]!.contents)).token!;
  if (foreign.length === token!.length) {
    writeFileSync(at('forged.pdf'), good.replace(token!.toString('hex'), foreign.toString('hex')), 'latin1');
    equal(check(at('forged.pdf')).verdict, 'invalid', 'the token of another signature');
  }
});

test('sign, number, seal (R9): both signatures hold for openssl, pdfsig and us, and the number is named', () => {
  const but = 'so_ky_hieu,ngay,con_dau';
  phien('form', 'add', paper, at('r1.pdf'), 'text:so_ky_hieu@1:72,780,240,800', 'text:ngay@1:300,780,520,800', 'signature:con_dau@1:300,100,420,220');
  phien('sign', '--key', 'leader', '--certify', '2', '--lock-but', but, at('r1.pdf'), at('r2.pdf'));
  phien('form', 'fill', at('r2.pdf'), at('r3.pdf'), 'so_ky_hieu=15/QĐ-UBND', 'ngay=Sơn Hà, ngày 26 tháng 11 năm 2026');
  phien('sign', '--key', 'seal', '--field', 'con_dau', '--level', 'b-t', at('r3.pdf'), at('r4.pdf'));
  for (const part of parts(at('r4.pdf'))) judgeCms(part);
  equal([...must('pdfsig', '-nocert', at('r4.pdf')).matchAll(/Signature is Valid/g)].length, 2, 'pdfsig');
  const report = check(at('r4.pdf'));
  equal([report.verdict, ...report.signatures.map((s) => s.changes)], ['valid_with_changes', ['field:so_ky_hieu', 'field:ngay', 'signature:con_dau'], []], 'ours');
  assert(must('pdftotext', at('r4.pdf'), '-').includes('Quyet dinh'), 'the page');
});

test('the demo authority answers openssl: time-stamp, OCSP, CRL', () => {
  writeFileSync(at('data'), 'những byte');
  must('openssl', 'ts', '-query', '-data', at('data'), '-sha256', '-cert', '-out', at('q.tsq'));
  phien('authority', 'timestamp', at('q.tsq'), at('a.tsr'));
  assert(must('openssl', 'ts', '-verify', '-in', at('a.tsr'), '-queryfile', at('q.tsq'), '-CAfile', roots).includes('Verification: OK'), 'ts');
  must('openssl', 'ts', '-query', '-data', at('data'), '-sha1', '-out', at('q.tsq'));
  phien('authority', 'timestamp', at('q.tsq'), at('a.tsr'));
  assert(must('openssl', 'ts', '-reply', '-in', at('a.tsr'), '-text').includes('Status: Rejected'), 'SHA-1 is refused');
  phien('authority', 'crl', at('list.crl'));
  assert(must('openssl', 'crl', '-inform', 'DER', '-in', at('list.crl'), '-CAfile', roots, '-noout', '-text').includes('No Revoked Certificates'), 'CRL');
  writeFileSync(at('junk'), 'junk');
  assert(tool(join(build, 'cli/phien'), ['authority', 'timestamp', at('junk'), at('a.tsr')]).status === 64, 'junk is no request');
});

test('a revoked key: what was stamped before stays good, what cannot prove its time does not', async () => {
  phien('sign', '--key', 'gone', '--level', 'b-t', paper, at('stamped.pdf'));
  phien('sign', '--key', 'gone', paper, at('bare.pdf'));
  await wait(1100); // revocation counts in whole seconds
  phien('authority', 'revoke', 'gone');
  equal(['stamped', 'bare'].map((name) => check(at(`${name}.pdf`)).signatures[0]!.trust), ['trusted', 'revoked'], 'by the list beside the roots, with no evidence in the files');
  for (const name of ['stamped', 'bare']) phien('extend', '--level', 'b-lt', at(`${name}.pdf`), at(`${name}-lt.pdf`));
  equal(check(at('stamped-lt.pdf')).signatures[0]!.trust, 'trusted', 'stamped before');
  const bare = check(at('bare-lt.pdf'));
  equal([bare.verdict, bare.signatures[0]!.trust], ['untrusted', 'revoked'], 'not stamped');
  equal(tool(join(build, 'cli/phien'), ['check', at('bare-lt.pdf')]).status, 2, 'exit');
  phien('authority', 'crl', at('list.crl'));
  assert(must('openssl', 'crl', '-inform', 'DER', '-in', at('list.crl'), '-noout', '-text').includes('Serial Number'), 'listed');
});

test('a key in a PKCS#11 token signs, RSA and EC, by command and by phien-signer; the PIN shows nowhere', async () => {
  const module = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find((f) => existsSync(f));
  if (!module) throw new Skip('no SoftHSM here');
  const pin = '83920174';
  mkdirSync(at('tokens'));
  writeFileSync(at('softhsm.conf'), `directories.tokendir = ${at('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  env.SOFTHSM2_CONF = at('softhsm.conf');
  must('softhsm2-util', '--init-token', '--free', '--label', 'phien', '--so-pin', '00000000', '--pin', pin);
  writeFileSync(at('pin'), `${pin}\n`, { mode: 0o600 });
  const kinds: [string, string, string[]][] = [['7', 'a1', ['-newkey', 'rsa:3072']], ['seal', 'b2', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']]];
  for (const [label, id, key] of kinds) {
    must('openssl', 'req', '-x509', ...key, '-nodes', '-keyout', at('k.pem'), '-out', at(`${label}.pem`), '-subj', `/CN=Token ${label}`, '-days', '30', '-addext', 'keyUsage=digitalSignature,keyCertSign');
    must('softhsm2-util', '--import', at('k.pem'), '--token', 'phien', '--label', label, '--id', id, '--pin', pin);
    must('openssl', 'x509', '-in', at(`${label}.pem`), '-outform', 'DER', '-out', at('cert.der'));
    must('pkcs11-tool', '--module', module, '--token-label', 'phien', '--login', '--pin', pin, '--write-object', at('cert.der'), '--type', 'cert', '--id', id, '--label', label);
    phien('sign', '--module', module, '--token', 'phien', '--pin-file', at('pin'), '--key', label, paper, at('token.pdf'));
    assert(must('pdfsig', '-nocert', at('token.pdf')).includes('Signature is Valid.'), `pdfsig ${label}`);
    const report = JSON.parse(tool(join(build, 'cli/phien'), ['check', '--json', '--roots', at(`${label}.pem`), at('token.pdf')]).stdout) as Report;
    equal([report.verdict, report.signatures[0]!.signer], ['valid', `Token ${label}`], label);
  }
  writeFileSync(at('wrong'), '11111111\n');
  const wrong = tool(join(build, 'cli/phien'), ['sign', '--module', module, '--token', 'phien', '--pin-file', at('wrong'), '--key', '7', paper, at('x.pdf')]);
  assert(wrong.status === 70 && !wrong.stderr.includes('11111111'), `wrong PIN: ${wrong.status} ${wrong.stderr}`);

  const logged: string[] = [];
  const child = spawn(join(build, 'docs-service/signer/phien-signer'), [], {
    env: { ...env, PHIEN_SIGNER_ADMIN: 'off', PHIEN_SIGNER_MODULE: module, PHIEN_SIGNER_TOKEN: 'phien', PHIEN_SIGNER_PIN_FILE: at('pin') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout!.on('data', (d) => logged.push(String(d)));
  child.stderr!.on('data', (d) => logged.push(String(d)));
  try {
    await waitUntil('the signer’s socket', () => existsSync(at('var/run/signer.sock')));
    const link = await Link.open(at('var/run/signer.sock'));
    const text = 'những byte được ký';
    const reply = (await link.ask({ t: 'sign', person: 7, algo: 'sha256', digest_hex: createHash('sha256').update(text).digest('hex') })) as Record<string, unknown>;
    equal(reply.t, 'signature', JSON.stringify(reply));
    writeFileSync(at('cms.der'), Buffer.from(String(reply.cms), 'base64'));
    writeFileSync(at('covered'), text);
    must('openssl', 'cms', '-verify', '-inform', 'DER', '-in', at('cms.der'), '-content', at('covered'), '-binary', '-CAfile', at('7.pem'), '-purpose', 'any', '-out', '/dev/null');
    link.close();
  } finally {
    await end(child);
  }
  assert(!logged.join('').includes(pin), 'the PIN in the log');
});

await run('pades');
