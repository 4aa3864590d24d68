// SPDX-License-Identifier: GPL-3.0-or-later
// Puts work on the demo body's signing desk the way its people would: documents at every stage from draft to issue, arrivals with and without
// a leader's instruction. Days are counted from today, so that something is always urgent. Does nothing where the desk has work already.
// Usage: tsx tools/demo-desk.ts --url http://localhost:8080 --dir DIR (PDF files that stand for what other bodies sent)
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Official } from '../tests/lib/desk.ts';

type Stage = 'draft' | 'initials' | 'returned' | 'signature' | 'number' | 'issued';
interface Draft { stage: Stage; kind: string; subject: string; urgency: 'normal' | 'urgent' | 'flash'; due: number; recipients: string[]; addressees?: string[]; paragraphs: string[] }
interface Arrival { file?: string; from: string; code: string; kind: string; issued: number; subject: string; urgency: 'normal' | 'urgent' | 'flash'; due?: number; lead?: string; opinion?: string }
interface Options { units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }

const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://localhost:8080' }, dir: { type: 'string' } } });
if (!values.dir) {
  console.error('usage: demo-desk --url URL --dir DIRECTORY');
  process.exit(2);
}
const { url, dir } = values as { url: string; dir: string };
const HEAD = 'Trần Anh Tuấn';
const FORM = 'Nguyễn Thị Hồng Nhung';
const LEADER = 'Nguyễn Văn Thành';

const decision = (grounds: string, ...articles: string[]) => [
  'Căn cứ Luật Tổ chức chính quyền địa phương;', grounds, 'Theo đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh.',
  ...articles.map((text, i) => `Điều ${i + 1}. ${text}`),
];
const drafts: Draft[] = [
  { stage: 'issued', kind: 'decision', subject: 'Về việc thành lập Tổ công tác chuyển đổi số của tỉnh Sơn Hà', urgency: 'normal', due: 5, recipients: ['Như Điều 3', 'Các sở, ban, ngành'],
    paragraphs: decision('Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;', 'Thành lập Tổ công tác chuyển đổi số của tỉnh Sơn Hà.',
      'Tổ công tác giúp Ủy ban nhân dân tỉnh triển khai phòng họp không giấy tờ và ký số trên toàn địa bàn.', 'Chánh Văn phòng, thủ trưởng các sở, ban, ngành và các thành viên Tổ công tác chịu trách nhiệm thi hành Quyết định này./.') },
  { stage: 'issued', kind: 'official_letter', subject: 'đôn đốc báo cáo giải ngân vốn đầu tư công tháng 11', urgency: 'urgent', due: 3, recipients: ['Như trên', 'Chủ tịch, các Phó Chủ tịch'], addressees: ['Các sở, ban, ngành', 'Ủy ban nhân dân các xã, phường'],
    paragraphs: ['Để kịp thời tổng hợp tình hình giải ngân vốn đầu tư công tháng 11, Ủy ban nhân dân tỉnh yêu cầu các đơn vị báo cáo kết quả thực hiện và khó khăn, vướng mắc.', 'Báo cáo gửi về Sở Tài chính trước ngày 28 hằng tháng để tổng hợp./.'] },
  { stage: 'number', kind: 'notice', subject: 'Lịch tiếp công dân tháng 12 của Chủ tịch Ủy ban nhân dân tỉnh', urgency: 'normal', due: 4, recipients: ['Ban Tiếp công dân tỉnh', 'Các sở, ban, ngành'],
    paragraphs: ['Ủy ban nhân dân tỉnh thông báo lịch tiếp công dân định kỳ tháng 12 của Chủ tịch Ủy ban nhân dân tỉnh tại Trụ sở Tiếp công dân tỉnh.', 'Ban Tiếp công dân tỉnh công khai Thông báo này theo quy định./.'] },
  { stage: 'signature', kind: 'decision', subject: 'Về việc phê duyệt Kế hoạch ứng dụng chữ ký số trong cơ quan nhà nước năm 2027', urgency: 'urgent', due: 1, recipients: ['Như Điều 3', 'Bộ Khoa học và Công nghệ'],
    paragraphs: decision('Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;', 'Phê duyệt Kế hoạch ứng dụng chữ ký số trong cơ quan nhà nước trên địa bàn tỉnh Sơn Hà năm 2027.',
      'Sở Khoa học và Công nghệ chủ trì hướng dẫn, đôn đốc việc thực hiện, báo cáo Ủy ban nhân dân tỉnh hằng quý.', 'Chánh Văn phòng, Giám đốc các sở và thủ trưởng các cơ quan liên quan chịu trách nhiệm thi hành Quyết định này./.') },
  { stage: 'signature', kind: 'official_letter', subject: 'hỗ trợ khẩn cấp kinh phí khắc phục hậu quả mưa lũ', urgency: 'flash', due: 0, recipients: ['Như trên', 'Thường trực Tỉnh ủy'], addressees: ['Bộ Tài chính'],
    paragraphs: ['Đợt mưa lũ từ ngày 18 tháng 11 gây thiệt hại nặng về nhà ở, giao thông và thủy lợi tại 9 xã của tỉnh Sơn Hà; tỉnh đã dùng hết dự phòng ngân sách địa phương.',
      'Ủy ban nhân dân tỉnh đề nghị Bộ Tài chính trình cấp có thẩm quyền hỗ trợ tỉnh 45 tỷ đồng để khôi phục hạ tầng thiết yếu và ổn định đời sống nhân dân./.'] },
  { stage: 'signature', kind: 'plan', subject: 'Kiểm tra công tác văn thư, lưu trữ điện tử năm 2027', urgency: 'normal', due: 6, recipients: ['Các sở, ban, ngành', 'Ủy ban nhân dân các xã, phường'],
    paragraphs: ['Ủy ban nhân dân tỉnh ban hành Kế hoạch kiểm tra công tác văn thư, lưu trữ điện tử năm 2027 tại 12 cơ quan, đơn vị.', 'Sở Nội vụ chủ trì thành lập đoàn kiểm tra, hoàn thành trước ngày 30 tháng 9 năm 2027./.'] },
  { stage: 'initials', kind: 'submission', subject: 'Về việc ban hành Quy chế họp trực tuyến và phòng họp không giấy tờ', urgency: 'urgent', due: 2, recipients: ['Như trên', 'Lãnh đạo Văn phòng'], addressees: ['Thường trực Hội đồng nhân dân tỉnh'],
    paragraphs: ['Ủy ban nhân dân tỉnh trình Thường trực Hội đồng nhân dân tỉnh xem xét việc ban hành Quy chế họp trực tuyến và phòng họp không giấy tờ.', 'Dự thảo Quy chế gồm 4 chương, 22 điều; đã lấy ý kiến của 18 cơ quan, đơn vị./.'] },
  { stage: 'returned', kind: 'report', subject: 'Kết quả thí điểm ký số văn bản liên thông cấp xã', urgency: 'normal', due: 3, recipients: ['Bộ Nội vụ', 'Thường trực Tỉnh ủy'],
    paragraphs: ['Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh, trong quý III có 36 xã, phường đã ký số 100% văn bản đi.', 'Ủy ban nhân dân tỉnh báo cáo kết quả thí điểm để Bộ Nội vụ tổng hợp./.'] },
  { stage: 'draft', kind: 'decision', subject: 'Về việc giao chỉ tiêu tuyển dụng viên chức năm 2027', urgency: 'normal', due: 10, recipients: ['Như Điều 2'],
    paragraphs: decision('Căn cứ Luật Viên chức ngày 15 tháng 11 năm 2010;', 'Giao chỉ tiêu tuyển dụng viên chức năm 2027 cho các đơn vị sự nghiệp công lập.', 'Quyết định này có hiệu lực kể từ ngày ký./.') },
];
const arrivals: Arrival[] = [
  { file: 'cong-van-vat-lieu-san-lap.pdf', from: 'Sở Xây dựng', code: '412/SXD-QLXD', kind: 'Công văn', issued: -6, subject: 'đề nghị cho ý kiến về nguồn vật liệu san lấp cho các dự án trọng điểm', urgency: 'urgent', due: -1, lead: HEAD, opinion: 'Giao Phòng Tổng hợp tham mưu văn bản trả lời Sở Xây dựng.' },
  { file: 'huong-dan-ky-so-chung-tu-kho-bac.pdf', from: 'Kho bạc Nhà nước khu vực', code: '88/HD-KBKV', kind: 'Hướng dẫn', issued: -3, subject: 'Ký số chứng từ qua cổng dịch vụ công Kho bạc', urgency: 'normal', due: 7, lead: HEAD, opinion: 'Phổ biến đến các đơn vị dự toán.' },
  { from: 'Ủy ban nhân dân xã Bản Quẹt', code: '57/BC-UBND', kind: 'Báo cáo', issued: -1, subject: 'Tình hình thiệt hại do mưa lũ và kiến nghị hỗ trợ', urgency: 'flash', due: 1 },
];

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000);
const dateOf = (offset: number) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(day(offset));
const [drafter, head, form, leader, clerk] = (await Promise.all(['chuyenvien', 'truongphong', 'thuky', 'chutich', 'vanthu'].map((name) => Official.as(url, name)))) as [Official, Official, Official, Official, Official];
const options = await drafter.get<Options>('/desk/options');
const unit = options.units.find((u) => u.abbr === 'UBND')!.id;
const person = (name: string) => options.people.find((p) => p.name === name)!.id;

async function bring({ stage, kind, subject, urgency, due, recipients, addressees, paragraphs }: Draft): Promise<void> {
  const body = { paragraphs, signer: person(LEADER), capacity: 'TM.', ...(addressees ? { addressees } : {}) };
  const { request } = await drafter.post<{ request: number }>('/desk', { unit, kind, subject, urgency, recipients, number_first: false, body, due_at: day(due).toISOString() });
  await drafter.post(`/desk/requests/${request}/compose`);
  if (stage === 'draft') return;
  const steps = [
    { pos: 1, kind: 'content', person: person(HEAD) },
    { pos: 1, kind: 'form', person: person(FORM) },
    { pos: 2, kind: 'sign', person: person(LEADER), capacity: 'TM.' },
  ];
  await drafter.post(`/desk/requests/${request}/submit`, { steps, seen: (await drafter.request(request)).versions.at(-1)!.sha256 });
  if (stage === 'initials') return;
  await head.act(request, 'content', 'done', { comment: 'Đồng ý nội dung.' });
  if (stage === 'returned') {
    await form.act(request, 'form', 'return', { comment: 'Bổ sung số liệu của 3 xã còn thiếu và căn cứ ban hành.' });
    return;
  }
  await form.act(request, 'form', 'done');
  if (stage === 'signature') return;
  await leader.act(request, 'sign', 'sign');
  if (stage === 'number') return;
  await clerk.act(request, 'number', 'number');
  await clerk.act(request, 'seal', 'seal');
}

async function arrive(a: Arrival): Promise<void> {
  const { id, document } = await clerk.post<{ id: number; document: number }>(`/registers/${unit}/in`, {
    from_org: a.from, code: a.code, kind: a.kind, issued_on: dateOf(a.issued), subject: a.subject, urgency: a.urgency, copies: 1, ...(a.due === undefined ? {} : { due_on: dateOf(a.due) }),
  });
  if (a.file) await clerk.upload(document, a.file, readFileSync(join(dir, a.file)));
  if (a.lead) await leader.post(`/incoming/${id}/instruct`, { lead: person(a.lead), helpers: [], opinion: a.opinion });
}

if (Object.values(await drafter.boxes()).some((box) => box.length > 0)) console.log('demo desk: there is work already');
else {
  for (const d of drafts) await bring(d);
  for (const a of arrivals) await arrive(a);
  console.log(`demo desk: ${drafts.length} documents from draft to issue, ${arrivals.length} arrivals`);
}
