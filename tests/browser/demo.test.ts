// SPDX-License-Identifier: GPL-3.0-or-later
// The README's first five minutes on the demo body: the working group meets today, two members are its quorum and its majority.
// Makes the pictures of the README (PHIEN_PICTURES=1).
import { launch, picture, seesAndHears, signIn, type Person } from '../lib/browser.ts';
import { Client, demoMeeting } from '../lib/client.ts';
import { Official } from '../lib/desk.ts';
import { cleanup, equal, run, test } from '../lib/harness.ts';
import { startStack } from '../lib/stack.ts';

const stack = process.env.PHIEN_URL ? null : await startStack({ desk: true });
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const chair = await signIn(browser, url, 'chutich');
const member = await signIn(browser, url, 'uyvien1', { width: 1024, height: 768 });
const helper = await Client.as(url, 'chutich');
const meeting = await demoMeeting(helper);
helper.close();

async function enter(who: Person): Promise<void> {
  await who.page.goto(`${url}/meetings/${meeting}/devices`);
  await who.page.getByRole('button', { name: 'Vào phòng họp' }).click();
  await who.page.getByTestId('meeting-state').waitFor();
}

test('the meeting stands under today with its papers', async () => {
  await chair.page.getByText('Họp Tổ công tác chuyển đổi số').first().waitFor();
  await picture(chair.page, 'calendar-vi');
});

test('the desk has work at every stage', async () => {
  await chair.page.locator('[data-testid=nav-waiting]').getByText('3').waitFor();
  const [drafter, clerk] = await Promise.all(['chuyenvien', 'vanthu'].map((name) => Official.as(url, name)));
  const boxes = await drafter!.boxes();
  equal([boxes.drafts.length, boxes.returned.length, boxes.sent.length, boxes.done.length], [1, 1, 5, 2], 'the drafter');
  equal((await clerk!.boxes()).waiting.map((c) => c.mine?.kind), ['number'], 'the clerk');
});

test('two of three are the quorum: the chair opens without giving a reason', async () => {
  await enter(chair);
  await enter(member);
  await chair.page.getByText(/Có mặt 2\/3, đủ số/).first().waitFor();
  await chair.page.getByRole('button', { name: 'Khai mạc' }).click();
  await member.page.locator('[data-testid=meeting-state][data-state=open]').waitFor();
  await seesAndHears(member);
});

test('an item, a paper in front of both', async () => {
  await chair.page.getByRole('button', { name: /^Bắt đầu nội dung/ }).first().click();
  await member.page.getByText('Đang thảo luận').first().waitFor();
  await chair.page.getByRole('tab', { name: 'Tài liệu' }).click();
  await chair.page.getByRole('button', { name: /^Trình chiếu / }).first().click();
  await member.page.locator('[data-page="1"] img').first().waitFor();
  await chair.page.getByRole('tab', { name: 'Chương trình' }).click();
  await chair.page.mouse.move(500, 500);
  await chair.page.waitForTimeout(1000);
  await picture(chair.page, 'room-vi');
});

test('two votes in favour adopt, and the words say so', async () => {
  await chair.page.getByRole('tab', { name: /Biểu quyết/ }).click();
  await chair.page.getByRole('button', { name: 'Mở biểu quyết' }).first().click();
  await chair.page.getByLabel('Câu hỏi biểu quyết').fill('Thông qua kế hoạch phòng họp không giấy tờ?');
  await chair.page.getByRole('dialog').getByRole('button', { name: 'Mở biểu quyết' }).click();
  for (const { page } of [member, chair]) {
    const dialog = page.getByRole('dialog', { name: 'Biểu quyết', exact: true });
    await dialog.getByRole('radio', { name: 'Tán thành', exact: true }).check();
    if (page === member.page) await picture(page, 'vote-vi');
    await dialog.getByRole('button', { name: 'Tiếp tục' }).click();
    await dialog.getByRole('button', { name: 'Gửi phiếu' }).click();
    await dialog.getByText('Mã biên nhận:').waitFor();
    await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  }
  await chair.page.getByRole('button', { name: 'Đóng biểu quyết và kiểm phiếu' }).click();
  await member.page.getByRole('tab', { name: /Biểu quyết/ }).click();
  await member.page.getByText('2/2 thành viên có mặt tán thành; quá nửa tổng số thành viên: được thông qua').first().waitFor();
});

test('the same room in English', async () => {
  await member.page.evaluate(() => localStorage.setItem('phien.lang', 'en'));
  await member.page.reload();
  await member.page.getByText(/Present 2\/3, quorum reached/).first().waitFor();
  await member.page.getByRole('tab', { name: /Votes/ }).click();
  await member.page.getByText('2 of 2 present in favour; more than half of all members: adopted').first().waitFor();
  await seesAndHears(member);
  await picture(member.page, 'room-en');
});

test('no page had an error of its own', () => {
  equal([...chair.problems, ...member.problems], [], 'page errors');
});

await run('demo', { bail: true });
