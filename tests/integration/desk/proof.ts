// SPDX-License-Identifier: GPL-3.0-or-later
// What an issued file proves: B-LTA by itself, the time-stamp service away, the check page for everybody.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refused } from '../../lib/desk.ts';
import { assert, equal, test, waitUntil } from '../../lib/harness.ts';
import { parts, trimmed } from '../../lib/signed-parts.ts';
import { top } from '../../lib/stack.ts';
import { tsa, stack, dir, drafter, leader, clerk, outsider, people, desk, draft, proofOf, proven, newest, submit, pdfsig } from './stage.ts';

test('the sealed file becomes one that can be proven for years: B-LTA (R9)', async () => {
  const issued = await clerk!.request(desk.id);
  const proof = await proven(clerk!, issued.document, 'B-LTA');
  assert(Date.parse(proof.renew_at!) > Date.now() && Date.parse(proof.proven_until!) > Date.parse(proof.renew_at!), JSON.stringify(proof));
  const raised = newest(await clerk!.request(desk.id));
  const file = await clerk!.file(raised.id);
  const sealed = await clerk!.file(issued.versions.find((v) => v.n === 5)!.id);
  assert(file.length > sealed.length && file.subarray(0, sealed.length).equals(sealed), 'every byte of the sealed file stays');
  equal(pdfsig(file).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig (it does not judge document time-stamps)');
  const stamp = parts(file).at(-1)!;
  writeFileSync(join(dir, 'token.der'), trimmed(stamp.contents));
  writeFileSync(join(dir, 'covered'), stamp.covered);
  const judged = spawnSync('openssl', ['ts', '-verify', '-token_in', '-in', join(dir, 'token.der'), '-data', join(dir, 'covered'), '-CAfile', join(stack.varDir, 'run/roots.pem')], { encoding: 'utf8' });
  assert((judged.stdout + judged.stderr).includes('Verification: OK'), `openssl ts -verify: ${judged.stdout}${judged.stderr}`);
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string; level: string; trust: string; changes: string[] }[] }>(`/versions/${raised.id}/check`);
  equal([check.verdict, ...check.signatures.map((s) => `${s.level} ${s.integrity} ${s.trust}`)], ['valid_with_changes', 'B-LTA ok trusted', 'B-LTA ok trusted', 'DocTimeStamp ok trusted'], JSON.stringify(check));
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const rows = (await clerk!.get<{ rows: { level: string; version: number }[] }>(`/registers/${desk.unit}/out?year=${year}&q=`)).rows;
  equal(rows.map((r) => [r.level, r.version]), [['B-LTA', raised.id]], 'the register gives the raised file');
  await refused('another asks for its level', 'not_allowed', () => outsider!.get(`/documents/${issued.document}/proof`));
});

test('the time-stamp service is away: signed and sealed all the same, and raised when it is back', async () => {
  assert(tsa.asked >= 3, `signature, seal and archive were stamped outside: ${tsa.asked}`);
  const levels = async (version: number) => (await clerk!.get<{ signatures: { level: string }[] }>(`/versions/${version}/check`)).signatures.map((s) => s.level);
  tsa.away = true;
  const { request } = await drafter!.post<{ request: number; document: number }>('/desk', draft('Về việc ký khi đường truyền gián đoạn'));
  await drafter!.post(`/desk/requests/${request}/compose`);
  await submit(drafter!, request, [{ pos: 1, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' }]);
  const signed = await leader!.act(request, 'sign', 'sign');
  equal(await levels(signed.version!), ['B-B'], 'the leader is not kept waiting');
  const { document } = await leader!.request(request);
  const soon = await proofOf(leader!, document);
  assert(soon.level === 'B-B' && soon.state === 'waiting' && Date.parse(soon.next_at) > Date.now() + 300_000, 'while the clerk is at it no version comes between');
  await clerk!.act(request, 'number', 'number');
  const sealed = await clerk!.act(request, 'seal', 'seal');
  equal(await levels(sealed.version!), ['B-B', 'B-B'], 'nor the clerk');
  await waitUntil('the work to say why it waits', async () => (await proofOf(clerk!, document)).reason?.code === 'stamp_away', 20_000);
  equal(newest(await clerk!.request(request)).id, sealed.version, 'nothing half-made is served');
  const listed = spawnSync(join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien'), ['proof', 'list'], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' }).stdout;
  assert(new RegExp(`^${document} B-B .*stamp_away`, 'm').test(listed), `phien proof list: ${listed}`);
  tsa.away = false;
  await clerk!.post(`/documents/${document}/proof`);
  await proven(clerk!, document, 'B-LTA');
  equal(await levels(newest(await clerk!.request(request)).id), ['B-LTA', 'B-LTA', 'DocTimeStamp', 'DocTimeStamp'], 'a time first, then the archive');
  desk.raised = document;
});

interface Checked { verdict: string; token: string; pages: number; sha256: string; etsi: { Overall: { Indication: string }; ValidationReport: { SignatureValidationReport: unknown[] } }; signatures: { byte_range: number[]; covers_file: boolean }[] }
const open = (method: string, path: string, body?: Buffer) => fetch(`${stack.url}/docs/check${path}`, { method, headers: { 'X-Phien': '1', 'Content-Type': 'application/octet-stream' }, body: body === undefined ? null : new Uint8Array(body) });

test('anybody may check the file: what the leader saw beside it, where it differs, a report in ETSI’s words and one on paper, signed', async () => {
  const sealed = (await clerk!.request(desk.id)).versions.find((v) => v.n === 5)!; // what came later proves it for years and changes no page
  const file = await clerk!.file(sealed.id);
  const answer = await open('POST', '', file);
  const checked = (await answer.json()) as Checked;
  equal(answer.status, 200, JSON.stringify(checked));
  equal([checked.verdict, checked.etsi.Overall.Indication, checked.etsi.ValidationReport.SignatureValidationReport.length], ['valid_with_changes', 'TOTAL-PASSED', 2], 'verdict');
  equal(checked.signatures.map((s) => s.covers_file), [false, true], 'leader, seal');
  const range = checked.signatures[0]!.byte_range;
  const end = range[2]! + range[3]!;
  const regions = async (query: string) => ((await (await open('GET', `/${checked.token}/compare/1${query}`)).json()) as { regions: number[][]; pages: number[] }).regions;
  equal((await regions(`?end=${end}`)).length, 3, 'number, date and seal came after the leader');
  equal(await regions(''), [], 'the file against itself');
  const pictures = await Promise.all([`?end=${end}&w=800`, '?w=800'].map(async (q) => Buffer.from(await (await open('GET', `/${checked.token}/pages/1${q}`)).arrayBuffer())));
  assert(pictures.every((p) => p.length > 5000 && (p.subarray(1, 4).toString() === 'PNG' || p[0] === 0xff)), 'pictures');
  assert(!pictures[0]!.equals(pictures[1]!), 'two revisions look alike');
  equal((await open('GET', `/${checked.token}/pages/1?end=${end - 1}`)).status, 404, 'only whole revisions are shown');
  equal((await open('GET', `/${checked.token}/pages/9`)).status, 404, 'no such page');
  const report = await open('GET', `/${checked.token}/report?name=${encodeURIComponent('Quyết định 01.pdf')}`);
  equal([report.status, report.headers.get('content-type')], [200, 'application/pdf'], 'report');
  const paper = Buffer.from(await report.arrayBuffer());
  equal(pdfsig(paper), ['Signature is Valid.'], 'the report for pdfsig');
  const words = spawnSync('pdftotext', ['-layout', '-', '-'], { input: paper, encoding: 'utf8' }).stdout;
  for (const word of ['BÁO CÁO KIỂM TRA CHỮ KÝ SỐ', 'Quyết định 01.pdf', checked.sha256.slice(0, 32), 'Nguyễn Văn Thành', 'TOTAL-PASSED', 'SoVanBan']) assert(words.includes(word), `${word} is not in:\n${words}`);
  const again = (await (await open('POST', '', paper)).json()) as Checked & { signatures: { signer: string; trust: string }[] };
  equal([again.verdict, again.signatures[0]!.signer, again.signatures[0]!.trust], ['valid', 'Dịch vụ kiểm tra chữ ký số', 'trusted'], 'the report for ourselves');
  await open('DELETE', `/${checked.token}`);
  equal((await open('GET', `/${checked.token}/pages/1`)).status, 410, 'let go of');
  equal((await open('GET', `/${'A'.repeat(43)}/report`)).status, 410, 'a token nobody gave');
});
