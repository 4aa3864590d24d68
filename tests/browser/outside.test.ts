// SPDX-License-Identifier: GPL-3.0-or-later
// The leader signs with his own USB token as he sees it: no certificate yet, the two links with their countdown, a wrong file refused with its reason,
// the signed one taken, a link that has ended, a document returned meanwhile. Pictures with PHIEN_PICTURES=1.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, picture, signIn } from '../lib/browser.ts';
import { checkScreen, setLanguage } from '../lib/browser-checks.ts';
import { Official } from '../lib/desk.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { smallPdf } from '../lib/small-pdf.ts';
import { startStack, top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const stack = await startStack();
const dir = mkdtempSync(join(tmpdir(), 'phien-outside-'));
cleanup(() => stack.stop());
const browser = await launch();
cleanup(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});
mkdirSync(join(dir, 'token/run'), { recursive: true });
const at = (name: string) => join(dir, name);
const leader = await signIn(browser, stack.url, 'chutich', { width: 1024, height: 768 });
const [drafter, signer, checker] = await Promise.all(['chuyenvien', 'chutich', 'thuky'].map((n) => Official.as(stack.url, n)));
const { page } = leader;
const people = new Map<string, number>();
let unit = 0;
let request = 0;
let taken = 0; // signed by the token

function sign(from: string, to: string, ...more: string[]): void {
  const done = spawnSync(join(build, 'cli/phien'), ['sign', '--key', 'leader', ...more, from, to], { env: { ...process.env, PHIEN_VAR: at('token') }, encoding: 'utf8' });
  equal(done.status, 0, `sign: ${done.stderr}`);
}
async function waitingDocument(initials = false): Promise<number> {
  const made = await drafter!.post<{ request: number }>('/desk', {
    unit, kind: 'decision', subject: 'Về việc ký bằng USB token', urgency: 'normal', recipients: [], number_first: false,
    body: { paragraphs: ['Điều 1. Nội dung.'], signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.' },
  });
  await drafter!.post(`/desk/requests/${made.request}/compose`);
  const seen = (await drafter!.request(made.request)).versions.at(-1)!.sha256;
  const first = initials ? [{ pos: 1, kind: 'form', person: people.get('Nguyễn Thị Hồng Nhung') }] : [];
  await drafter!.post(`/desk/requests/${made.request}/submit`, { seen, steps: [...first, { pos: 2, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' }] });
  return made.request;
}
async function openToken(): Promise<void> {
  await page.goto(`${stack.url}/desk/${request}`);
  await page.getByTestId('desk-sign').click();
  await page.getByTestId('desk-token').click();
  await page.getByTestId('token').waitFor();
}
/** After a reload the links are hidden: they are said once. */
async function showLinks(): Promise<void> {
  await page.getByTestId('desk-request').waitFor();
  if (!(await page.getByTestId('token').isVisible())) {
    await page.getByTestId('desk-sign').click();
    await page.getByTestId('desk-token').click();
    await page.getByTestId('token-again').click();
  }
  await page.getByTestId('token-file').waitFor();
}
const tokenState = (is: string) => page.locator(`[data-testid=token][data-state=${is}]`).waitFor();

test('before his turn he is told whom it waits for; then that no certificate is registered', async () => {
  const options = await drafter!.get<{ units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }>('/desk/options');
  for (const p of options.people) people.set(p.name, p.id);
  unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  request = await waitingDocument(true);
  await page.goto(`${stack.url}/desk/${request}`);
  await page.getByTestId('desk-not-yet').getByText('Nguyễn Thị Hồng Nhung').waitFor();
  await picture(page, 'token-not-yet-vi');
  await checker!.act(request, 'form', 'done');
  await openToken();
  await page.getByTestId('token-no-cert').waitFor();
  equal(await page.getByTestId('token-make').isDisabled(), true, 'no links without a certificate');
});

test('two links with a countdown; a wrong file is refused with its reason', async () => {
  writeFileSync(at('x.pdf'), smallPdf(['x']));
  sign(at('x.pdf'), at('y.pdf'));
  writeFileSync(at('cms.der'), Buffer.from(/\/Contents\s*<([0-9A-Fa-f]+)>/.exec(readFileSync(at('y.pdf'), 'latin1'))![1]!, 'hex'));
  const pem = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-in', at('cms.der'), '-print_certs'], { encoding: 'utf8' });
  writeFileSync(at('leader.pem'), pem.split(/(?=subject=)/).find((p) => !/^subject=(.*)\n+issuer=\1$/m.test(p) && p.includes('BEGIN'))!);
  const added = spawnSync(join(build, 'cli/phien'), ['cert', 'add', '--person', String(people.get('Nguyễn Văn Thành')), at('leader.pem')], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
  equal(added.status, 0, added.stderr);
  await openToken();
  await page.locator('[data-testid=token-make]:not([disabled])').click();
  await tokenState('waiting');
  assert(/^1[45]:|^Còn 1[45]:/.test((await page.getByTestId('token-left').textContent()) ?? ''), (await page.getByTestId('token-left').textContent()) ?? '');
  await page.waitForTimeout(300);
  await picture(page, 'token-waiting-vi');
  equal(await checkScreen(page, 'token', showLinks), [], 'findings');
  await page.setViewportSize({ width: 360, height: 780 });
  await picture(page, 'token-waiting-360-vi');
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.locator('input[type=file]').setInputFiles(at('y.pdf'));
  await page.getByTestId('token-refused').getByText('không phải văn bản đang trình ký').waitFor();
  await picture(page, 'token-refused-vi');
});

test('the signed file is taken, by whoever brings it, and the page goes on by itself', async () => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('token-download').click()]);
  await download.saveAs(at('fetched.pdf'));
  await page.getByText('Văn bản đã được tải lúc').waitFor();
  sign(at('fetched.pdf'), at('signed.pdf'), '--field', 'ChuKy');
  const link = await page.getByTestId('token-signed').locator('input').or(page.locator('input[data-testid=token-signed]')).first().inputValue();
  const answer = await fetch(link, { method: 'PUT', body: new Uint8Array(readFileSync(at('signed.pdf'))) });
  equal(answer.status, 201, await answer.text());
  taken = request;
  await page.locator('[data-testid=desk-route] [data-kind=sign][data-state=done]').waitFor();
  await picture(page, 'token-signed-vi');
});

test('a link that has ended, and a document returned meanwhile, say so', async () => {
  request = await waitingDocument();
  await openToken();
  await page.getByTestId('token-make').click();
  await tokenState('waiting');
  execFileSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c',
    "alter table phien.sign_intake disable trigger sign_intake_fixed; update phien.sign_intake set created_at = created_at - interval '1 hour', expires_at = now () where used_at is null and voided_at is null; alter table phien.sign_intake enable trigger sign_intake_fixed"]);
  await tokenState('expired');
  await picture(page, 'token-expired-vi');
  await page.getByTestId('token-make').click();
  await tokenState('waiting');
  await signer!.act(request, 'sign', 'return', { comment: 'Sửa lại Điều 1' });
  await tokenState('returned');
  await picture(page, 'token-returned-vi');
});

// ---- the same leader's keys at the remote signing service (the demo service of ./dev run)

const demoService = (how: string) => (how === '' ? rmSync(join(stack.varDir, 'csc-demo/misbehave'), { force: true }) : writeFileSync(join(stack.varDir, 'csc-demo/misbehave'), how, { mode: 0o644 }));
const remoteState = (is: string) => page.locator(`[data-testid=remote][data-state=${is}]`).waitFor();
async function openRemote(): Promise<void> {
  await page.getByTestId('desk-request').waitFor();
  if (!(await page.getByTestId('remote').isVisible())) {
    await page.getByTestId('desk-sign').click();
    await page.getByTestId('desk-remote').click();
  }
  await page.getByTestId('remote').waitFor();
}
async function confirmWith(pin: string, otp?: string): Promise<void> {
  await page.getByTestId('remote-pin').fill(pin);
  if (otp !== undefined) await page.getByTestId('remote-otp').fill(otp);
  await page.getByTestId('remote-sign').click();
}

test('remote signing: the key chosen, a wrong PIN and a service that is away are said, PIN and one-time code sign', async () => {
  request = await waitingDocument();
  await page.goto(`${stack.url}/desk/${request}`);
  await openRemote();
  await picture(page, 'remote-choose-vi');
  await page.getByTestId('remote-key-thanh-otp').check();
  await page.getByTestId('remote-begin').click();
  await remoteState('waiting');
  await page.waitForTimeout(300);
  await picture(page, 'remote-waiting-vi');
  equal(await checkScreen(page, 'remote', openRemote), [], 'findings');
  await page.getByTestId('remote-code').click();
  await page.getByText('đã gửi mã OTP').waitFor();
  await confirmWith('111111', '000000');
  await page.locator('[data-testid=remote-problem][data-code=remote_bad_pin]').waitFor();
  await picture(page, 'remote-wrong-pin-vi');
  demoService('unavailable');
  const code = () => /là (\d{6})/.exec(readFileSync(join(stack.varDir, 'csc-demo/sms.txt'), 'utf8'))![1]!;
  await confirmWith('135790', code());
  await page.locator('[data-testid=remote-problem][data-code=remote_away]').waitFor();
  await picture(page, 'remote-away-vi');
  demoService('');
  const old = code();
  await page.getByTestId('remote-code').click();
  for (let i = 0; code() === old && i < 50; i++) await page.waitForTimeout(100);
  await page.locator('[data-testid=remote-code]:not([disabled])').waitFor();
  await confirmWith('135790', code());
  await page.locator('[data-testid=desk-route] [data-kind=sign][data-state=done]').waitFor();
});

test('remote signing: a request that has ended, and a document returned meanwhile, say so', async () => {
  request = await waitingDocument();
  await page.goto(`${stack.url}/desk/${request}`);
  await openRemote();
  await page.getByTestId('remote-begin').click();
  await remoteState('waiting');
  execFileSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c',
    "alter table phien.remote_sign disable trigger remote_sign_fixed; update phien.remote_sign set created_at = created_at - interval '1 hour', expires_at = now () where used_at is null and voided_at is null; alter table phien.remote_sign enable trigger remote_sign_fixed"]);
  await remoteState('expired');
  await picture(page, 'remote-expired-vi');
  await page.getByTestId('remote-begin').click();
  await remoteState('waiting');
  await signer!.act(request, 'sign', 'return', { comment: 'Sửa lại Điều 1' });
  await remoteState('returned');
});

test('the administrator sees how long signatures can be proven, what has stopped and why, what ends soon, and tries again', async () => {
  const clerk = await Official.as(stack.url, 'vanthu');
  await clerk.act(taken, 'number', 'number');
  await clerk.act(taken, 'seal', 'seal');
  const { document } = await clerk.request(taken);
  await waitUntil('its authority to be missed', async () => (await clerk.get<{ proof: { state: string } }>(`/documents/${document}/proof`)).proof.state === 'failed', 30_000, 200);
  execFileSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c',
    "update phien.proof set proven_until = now () + interval '20 days', renew_at = now () + interval '1 day' where document_id = (select min (document_id) from phien.proof where state = 'done')"]);
  const admin = await signIn(browser, stack.url, 'quantri');
  await admin.page.getByRole('button', { name: 'Tài khoản' }).or(admin.page.locator('header [aria-haspopup=menu]')).last().click();
  await admin.page.getByTestId('menu-proofs').click();
  const row = admin.page.getByTestId(`proof-row-${document}`);
  await row.waitFor();
  assert((await row.innerText()).includes('Bằng chứng hiện có không dẫn tới'), 'says why');
  await admin.page.getByTestId('proofs-failed').waitFor();
  equal(await checkScreen(admin.page, 'proofs', () => admin.page.getByTestId('proof-levels').waitFor()), [], 'findings');
  for (const [lang, width] of [['vi', 1366], ['vi', 1024], ['en', 820], ['en', 360], ['vi', 360]] as const) {
    await admin.page.setViewportSize({ width, height: 900 });
    await setLanguage(admin.page, lang);
    await admin.page.getByTestId('proof-levels').waitFor();
    await picture(admin.page, `proofs-${lang}-${width}`);
  }
  await row.getByTestId('proof-row-retry').click();
  await admin.page.getByText('Đã đưa 1 văn bản vào hàng đợi.').waitFor();
  equal(admin.problems, [], 'what the page complained of');
});

await run('browser/outside');
