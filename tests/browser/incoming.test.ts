// SPDX-License-Identifier: GPL-3.0-or-later
// An arrival from the clerk's desk to the report: registered with its check, instructed by the leader, reported by who leads (R14). Pictures with PHIEN_PICTURES=1.
import { launch, picture, signIn, type Person } from '../lib/browser.ts';
import { checkScreen } from '../lib/browser-checks.ts';
import { Official } from '../lib/desk.ts';
import { cleanup, equal, run, test } from '../lib/harness.ts';
import { startStack } from '../lib/stack.ts';
import { wrongPaper } from '../lib/wrong-paper.ts';

const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const clerk = await signIn(browser, url, 'vanthu');
const leader = await signIn(browser, url, 'chutich', { width: 1024, height: 768 });
const officer = await signIn(browser, url, 'truongphong');
const admin = await signIn(browser, url, 'quantri');
const outsider = await signIn(browser, url, 'khach1');
const subject = 'Đề nghị cho ý kiến về dự thảo kế hoạch phòng họp không giấy tờ';
const state = (who: Person, is: string) => who.page.locator(`[data-testid=in-state][data-state=${is}]`).waitFor();
let address = '';
let fileAddress = '';

async function register(title: string): Promise<void> {
  const { page } = clerk;
  await page.goto(`${url}/desk/incoming`);
  await page.getByTestId('in-add').click();
  await page.locator('input[type=file]').setInputFiles({ name: 'den.pdf', mimeType: 'application/pdf', buffer: wrongPaper() });
  await page.getByTestId('in-from').fill('Sở Khoa học và Công nghệ');
  await page.getByRole('dialog').getByLabel('Số, ký hiệu').fill('215/SKHCN-CĐS');
  await page.getByTestId('in-subject').fill(title);
  if (title !== subject) await page.getByTestId('in-same').waitFor();
  await page.getByTestId('in-save').click();
  await page.getByTestId('arrival').waitFor();
}

test('the clerk registers it: number, file, and the verdict on its signatures', async () => {
  await register(subject);
  await clerk.page.getByText('Số: 1', { exact: true }).waitFor();
  await clerk.page.locator('[data-testid=check][data-verdict=unsigned]').waitFor();
  await state(clerk, 'registered');
  await clerk.page.locator('[data-testid=layout-report][data-state=breaches]').waitFor();
  await clerk.page.locator('[data-testid=layout-finding][data-id=page_number_missing]').getByRole('button').click();
  await clerk.page.locator('[data-page="2"] img').first().waitFor();
  await clerk.page.locator('[data-testid=layout-finding][data-id=number_padding]').getByRole('button').click();
  await clerk.page.locator('[data-page="1"]').getByTestId('viewer-place').waitFor();
  await picture(clerk.page, 'layout-incoming-vi');
  address = clerk.page.url();
});

test('the same number from the same body is pointed out (R19)', async () => {
  await register('Bản gửi lại');
  await clerk.page.getByText(/trùng số, ký hiệu và nơi gửi với số đến 1/).waitFor();
  await clerk.page.getByTestId('in-refuse').click();
  await clerk.page.getByTestId('desk-comment').fill('Trùng văn bản số đến 1');
  await clerk.page.getByTestId('desk-confirm').click();
  await state(clerk, 'refused');
});

test('the leader instructs; only those concerned see it', async () => {
  const { page } = leader;
  await outsider.page.goto(address);
  await outsider.page.getByText('Bạn không có quyền thực hiện việc này.').waitFor();
  await page.goto(`${url}/desk/incoming`);
  await page.getByTestId('incoming').getByText(subject).waitFor();
  await page.getByTestId('incoming').getByRole('link', { name: '1', exact: true }).click();
  await page.getByTestId('in-instruct').click();
  await page.getByTestId('in-opinion').fill('Giao Phòng Tổng hợp tham mưu văn bản trả lời.');
  await page.getByTestId('in-lead').click();
  await page.getByRole('option', { name: /Trần Anh Tuấn/ }).click();
  await page.getByRole('dialog').getByLabel('Hạn xử lý', { exact: true }).fill('2099-12-31');
  await page.getByTestId('desk-confirm').click();
  await state(leader, 'assigned');
  await page.locator('[data-page="1"] img').first().waitFor();
  await picture(page, 'incoming-vi');
});

test('the handling form has the block of who is asked (R15), and the document goes into a file (R21)', async () => {
  const { page } = officer;
  await page.goto(address);
  await page.getByTestId('form-give').click();
  await page.getByTestId('form-opinion').fill('Đề xuất trả lời trong tuần');
  await page.getByTestId('form-save').click();
  await page.getByTestId('handling-form').getByText('Đề xuất trả lời trong tuần').waitFor();
  const sheet = await page.request.get(new URL((await page.getByTestId('form-print').getAttribute('href'))!, url).href);
  equal([sheet.status(), (await sheet.body()).subarray(0, 5).toString()], [200, '%PDF-'], 'the form to print');
  await clerk.page.goto(`${url}/desk/files`);
  await clerk.page.getByTestId('file-add').click();
  await clerk.page.getByTestId('file-notation').fill('01/TH');
  await clerk.page.getByTestId('file-title').fill('Hồ sơ phòng họp không giấy tờ');
  await clerk.page.getByTestId('file-maintenance').fill('10 năm');
  await clerk.page.getByTestId('file-save').click();
  await clerk.page.getByTestId('work-file').waitFor();
  fileAddress = clerk.page.url();
  await clerk.page.goto(address);
  await clerk.page.getByTestId('file-put').click();
  await clerk.page.getByTestId('file-choose').click();
  await clerk.page.getByRole('option', { name: /Hồ sơ phòng họp/ }).click();
  await clerk.page.getByTestId('file-put-do').click();
  await clerk.page.goto(fileAddress);
  await clerk.page.getByRole('link', { name: subject }).waitFor();
});

test('who leads reports, and it is done', async () => {
  await officer.page.goto(address);
  await officer.page.getByTestId('in-report').click();
  await officer.page.getByTestId('desk-comment').fill('Đã trình dự thảo văn bản trả lời');
  await officer.page.getByTestId('desk-confirm').click();
  await state(officer, 'done');
  await officer.page.getByText(/Kết quả: Đã trình dự thảo/).waitFor();
});

test('the clerk makes an extract: pages chosen by sight, listed with number, name and time (R6)', async () => {
  const { page } = clerk;
  await page.goto(address);
  await page.getByTestId('copy-open').click();
  await page.getByTestId('copy-extract').check();
  await page.getByTestId('copy-page-1').check();
  await page.getByRole('dialog').getByText('Lấy cả trang').waitFor();
  await page.getByTestId('copy-make').click();
  await page.getByTestId('copies').getByText('Số 01/TrS-UBND').waitFor();
});

test('an overdue arrival says so; its answer is written from it, and the issue ends the work (R12, R15)', async () => {
  const [api, chief, writer] = await Promise.all(['vanthu', 'chutich', 'truongphong'].map((name) => Official.as(url, name)));
  const options = await api!.get<{ units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }>('/desk/options');
  const unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  const person = (name: string) => options.people.find((p) => p.name === name)!.id;
  const arrived = await api!.post<{ id: number }>(`/registers/${unit}/in`, { from_org: 'Sở Tài chính', code: '77/STC-NS', kind: 'Công văn', issued_on: '2026-01-02', subject: 'Đề nghị cho ý kiến về dự toán', urgency: 'urgent', copies: 1, due_on: '2026-01-09' });
  await chief!.post(`/incoming/${arrived.id}/instruct`, { lead: person('Trần Anh Tuấn'), helpers: [person('Nguyễn Thị Hồng Nhung')], opinion: 'Tham mưu văn bản trả lời.' });
  await api!.post(`/registers/${unit}/in`, { from_org: 'Sở Xây dựng', code: '05/SXD-QH', subject: 'Báo cáo tiến độ quy hoạch', urgency: 'normal', copies: 1, due_on: '2026-01-09' });
  const { page } = officer;
  await page.goto(`${url}/desk/incoming/${arrived.id}`);
  await page.locator('[data-testid=clock][data-state=late]').first().waitFor();
  await page.getByTestId('in-answer').click();
  await page.waitForURL(/\/desk\/\d+\/edit/);
  const id = Number(/desk\/(\d+)\/edit/.exec(page.url())![1]);
  equal(await page.getByTestId('draft-subject').inputValue(), 'trả lời Công văn số 77/STC-NS ngày 02/01/2026 của Sở Tài chính', 'the draft cites it');
  await page.goto(`${url}/desk/${id}`);
  await page.getByTestId('answer-of').getByRole('link').waitFor();
  await picture(page, 'answer-draft-vi');
  const { rev, subject: cited } = await writer!.request(id);
  await writer!.put(`/desk/requests/${id}`, { kind: 'official_letter', subject: cited, urgency: 'urgent', recipients: ['Như trên'], number_first: false, rev,
    body: { paragraphs: ['Phúc đáp Công văn số 77/STC-NS, Ủy ban nhân dân tỉnh thống nhất dự toán./.'], addressees: ['Sở Tài chính'], signer: person('Nguyễn Văn Thành'), capacity: 'TM.' } });
  await writer!.post(`/desk/requests/${id}/compose`);
  await writer!.post(`/desk/requests/${id}/submit`, { steps: [{ pos: 1, kind: 'sign', person: person('Nguyễn Văn Thành'), capacity: 'TM.' }], seen: (await writer!.request(id)).versions.at(-1)!.sha256 });
  for (const [who, what] of [[chief!, 'sign'], [api!, 'number'], [api!, 'seal']] as const) await who.act(id, what, what);
  await page.goto(`${url}/desk/incoming/${arrived.id}`);
  await state(officer, 'done');
  await page.getByTestId('in-answers').getByRole('link', { name: /Công văn số 01\/UBND-TH/ }).waitFor();
  await page.getByText(/Kết quả: Trả lời bằng Công văn số 01\/UBND-TH/).waitFor();
  await clerk.page.goto(`${url}/desk/incoming`);
  await clerk.page.getByTestId('in-answered').getByText(/01\/UBND-TH/).waitFor();
  await picture(clerk.page, 'incoming-register-vi');
});

test('an administrator names the announcement a day off rests on (R12)', async () => {
  const { page } = admin;
  await page.goto(url);
  await page.getByRole('button', { name: /Phùng Gia Bảo/ }).click();
  await page.getByRole('menuitem', { name: 'Lịch làm việc trong năm' }).click();
  await page.getByTestId('calendar-open').waitFor();
  const first = page.getByTestId('calendar-day').first();
  await first.getByRole('button', { name: 'Sửa' }).click();
  await page.getByTestId('day-source').fill('Thông báo nghỉ Tết của Bộ Nội vụ');
  await page.getByTestId('day-save').click();
  await first.getByText('Thông báo nghỉ Tết của Bộ Nội vụ').waitFor();
  await picture(page, 'working-days-vi');
});

test('register and entry pass axe and clip nothing', async () => {
  const { page } = clerk;
  await page.goto(`${url}/desk/incoming`);
  const found = await checkScreen(page, 'incoming', () => page.getByTestId('incoming').waitFor());
  await page.goto(address);
  found.push(...(await checkScreen(page, 'arrival', () => page.getByTestId('arrival').waitFor())));
  await page.goto(fileAddress);
  found.push(...(await checkScreen(page, 'file', () => page.getByTestId('work-file').waitFor())));
  await page.goto(`${url}/desk/books`);
  found.push(...(await checkScreen(page, 'books', () => page.getByRole('heading', { level: 1 }).waitFor())));
  await page.goto(`${url}/desk/calendar`);
  found.push(...(await checkScreen(page, 'calendar', () => page.getByTestId('calendar-day').first().waitFor())));
  equal(found, [], 'findings');
  equal([clerk, leader, officer, admin, outsider].flatMap((p) => p.problems), [], 'problems');
});

await run('browser/incoming', { bail: true });
