// SPDX-License-Identifier: GPL-3.0-or-later
// One stack for every test of the desk: its people, its drafts and routes, and what one test leaves to the next.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Official, type Request } from '../../lib/desk.ts';
import { cleanup, equal, waitUntil } from '../../lib/harness.ts';
import { startStack } from '../../lib/stack.ts';
import { startTsa } from '../../lib/tsa.ts';

// Time-stamps come from outside here, through phien-trust; tests/fault/desk has those of the house's own authority.
export const tsa = await startTsa();
process.env.PHIEN_TRUST_TSA_URLS = tsa.url;
export const stack = await startStack();
tsa.varDir = stack.varDir;
export const dir = mkdtempSync(join(tmpdir(), 'phien-desk-'));
cleanup(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
});
export const [drafter, head, checker, leader, clerk, outsider] = await Promise.all(['chuyenvien', 'truongphong', 'thuky', 'chutich', 'vanthu', 'khach1'].map((n) => Official.as(stack.url, n)));
export const people = new Map<string, number>();
/** What one test leaves to the next: the body, its main document, one that is overdue, a second issued one. */
export const desk = { unit: 0, id: 0, late: 0, raised: 0 };

export interface Options { units: { id: number; abbr: string }[]; people: { id: number; name: string }[]; kinds: { kind: string }[] }
export interface Signers { people: { id: number; name: string; capacities: { capacity: string; lines: string[] }[] }[] }

export const draft = (subject: string, more: object = {}) => ({
  unit: desk.unit, kind: 'decision', subject, urgency: 'urgent', recipients: ['Như Điều 2'], number_first: false,
  body: { paragraphs: ['Căn cứ Luật Tổ chức chính quyền địa phương;', 'Điều 1. Phê duyệt Kế hoạch chuyển đổi số năm 2027.', 'Điều 2. Quyết định có hiệu lực từ ngày ký./.'], signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.' },
  ...more,
});
export const route = () => [
  { pos: 1, kind: 'content', person: people.get('Trần Anh Tuấn') },
  { pos: 1, kind: 'form', person: people.get('Nguyễn Thị Hồng Nhung') },
  { pos: 2, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' },
];
/** What the layout check says, and how many of each weight. */
export const layout = async (who: Official, version: number) => {
  const r = await who.get<{ verdict: string; state: string; counts: { breach: number; warning: number; open: number }; findings: { id: string }[] }>(`/versions/${version}/layout?own=1`);
  return `${r.verdict} ${r.state} ${r.findings.map((f) => f.id).join(' ')}`.trim();
};
export interface Proof { level: string; state: string; next_at: string; reason: { code: string; vi: string } | null; proven_until: string | null; renew_at: string | null }
export const proofOf = async (who: Official, document: number) => (await who.get<{ proof: Proof }>(`/documents/${document}/proof`)).proof;
export async function proven(who: Official, document: number, level: string): Promise<Proof> {
  await waitUntil(`document ${document} to be ${level}`, async () => (await proofOf(who, document)).level === level, 20_000);
  return proofOf(who, document);
}
export const newest = (r: Request) => r.versions.at(-1)!;
export const newestOf = (r: Request, at: number) => r.versions.at(at)!;
export const submit = async (who: Official, request: number, steps: object[] = route()) => who.post(`/desk/requests/${request}/submit`, { steps, seen: newest(await who.request(request)).sha256 });
export function pdfsig(file: Buffer): string[] {
  const path = join(dir, 'x.pdf');
  writeFileSync(path, file);
  return [...spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]!);
}

export const textOf = (file: Buffer) => spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;
export const rich = (...content: object[]) => ({ type: 'doc', content });
export const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

export async function toTheSeal(request: number): Promise<{ file: Buffer; code: string }> {
  await submit(drafter!, request, route().slice(2));
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  const sealed = await clerk!.act(request, 'seal', 'seal');
  const file = await clerk!.file(sealed.version!);
  equal(pdfsig(file), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string }[] }>(`/versions/${sealed.version}/check`);
  equal(check.verdict, 'valid_with_changes', JSON.stringify(check));
  return { file, code: code! };
}
export const byFile = async (subject: string) => {
  const { request } = await drafter!.post<{ request: number }>('/desk', draft(subject, { body: { source: 'file', signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.' } }));
  return { request, document: (await drafter!.request(request)).document };
};
