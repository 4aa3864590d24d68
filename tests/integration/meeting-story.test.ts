// SPDX-License-Identifier: GPL-3.0-or-later
// Steps 2 to 8 of the main story over real WebSockets with the real database: four people, wrong roles, repeated ids, late
// ballots, garbage, a killed server and a killed database in mid-meeting. Media and documents have their own tests.
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { CallError, Client, http, login } from '../lib/client.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startDatabase, startMeeting } from '../lib/meeting.ts';
import { askAjv } from '../contract/judges.ts';

const db = await startDatabase();
cleanup(() => db.stop());
const server = await startMeeting(db);
cleanup(async () => {
  equal(await server.stop(), 0, 'exit status after SIGTERM');
});

const cookies: Record<string, string> = {};
for (const name of ['chutich', 'thuky', 'uyvien1', 'uyvien2', 'khach1', 'quantri']) cookies[name] = await login(server.url, name);
const breaches = new Set<string> ();
let judged = 0;
/** Everything the server says is held against the schemas, in every test. */
function judge (which: string, text: string): void {
  judged++;
  const verdict = askAjv ({ name: which, which, text });
  if (verdict !== 'ok') breaches.add (`${which}: ${verdict}: ${text.slice (0, 300)}`);
}
async function enter (name: string): Promise<Client> {
  const client = await Client.open (server.url, cookies[name]!, { hello: false });
  const types = new Map<string, string> ();
  const send = client.socket.send.bind (client.socket) as (text: string) => void;
  client.socket.send = ((text: string) => {
    const sent = /^\{"type":"([a-z_.]+)","id":"([0-9a-f-]+)"/.exec (text);
    if (sent) types.set (sent[2]!, sent[1]!);
    send (text);
  }) as typeof client.socket.send;
  client.socket.on ('message', (data) => {
    const m = JSON.parse (String (data)) as { type: string; kind: string; id: string; ok: boolean; body: unknown };
    judge (`envelope/${m.type}`, String (data));
    if (m.type !== 'reply') judge (`${m.type}/${m.kind}`, JSON.stringify (m.body));
    else if (m.ok && types.has (m.id)) judge (`reply/${types.get (m.id)}`, JSON.stringify (m.body));
  });
  client.hello = await client.call ('hello', { protocol: 1, lang: 'vi' });
  return client;
}
let [chair, secretary, one, two] = await Promise.all(['chutich', 'thuky', 'uyvien1', 'uyvien2'].map(enter)) as [Client, Client, Client, Client];
const me = (c: Client): number => c.hello.person.id;
let meeting = 0;
let items: number[] = [];
let version = 0;
let vote = 0;

async function refused(code: string, promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    equal(error.code, code, `refusal (${error.message})`);
    assert(error.vi.length > 5 && error.en.length > 5, 'a sentence in both languages');
    return;
  }
  throw new Error(`accepted, expected ${code}`);
}

/** A paper as docs-service would add it: rows, event and notification in one transaction of another process. */
function addPaper(item: number, pages: number): number {
  const sha = 'a'.repeat(63) + String(pages % 10);
  db.sql(`begin; insert into blob values ('${sha}', 1000) on conflict do nothing;
    with d as (insert into document (meeting_id, item_id, title) values (${meeting}, ${item}, 'Tờ trình số 12/TTr-STC') returning id),
    v as (insert into document_version (document_id, sha256, filename, page_count) select id, '${sha}', 'to-trinh.pdf', ${pages} from d returning id)
    select 1 from v;
    select append_event (${meeting}, ${me(secretary)}, 'document.added', (select jsonb_build_object ('document', jsonb_build_object ('id', d.id, 'item', ${item},
      'title', d.title, 'version', v.id, 'version_n', 1, 'sha256', v.sha256, 'pages', ${pages}, 'size', 1000, 'filename', v.filename, 'read', false,
      'created_at', '2026-11-23T01:02:03.004Z')) from document d join document_version v on v.document_id = d.id where d.meeting_id = ${meeting} order by d.id desc limit 1));
    notify phien_event, '${meeting}'; commit;`);
  return Number(db.sql(`select max (v.id) from document_version v join document d on d.id = v.document_id where d.meeting_id = ${meeting}`));
}

test('a secretary makes a meeting with people, sites and an agenda; a repeated id makes no second one', async () => {
  const tree = await secretary.call('org.tree', {});
  assert(tree.units.length > 10 && tree.people.length >= 40, `${tree.units.length} units, ${tree.people.length} people`);
  const body = { title: 'Phiên họp thử nghiệm', kind: 'regular', unit: secretary.hello.body_unit.id, starts_at: '2026-11-23T07:00:00Z', ends_at: '2026-11-23T10:00:00Z', place: 'Phòng họp số 1', chair: me(chair), secretary: me(secretary) };
  const id = randomUUID();
  meeting = (await secretary.call('meeting.create', body, id)).meeting;
  equal((await secretary.call('meeting.create', body, id)).meeting, meeting, 'the same id again');
  await refused('not_allowed', one.call('meeting.create', body));
  await refused('bad_value', secretary.call('meeting.create', { ...body, ends_at: body.starts_at }));
  await refused('not_allowed', chair.call('meeting.create', body, id));
  await secretary.call('sites.set', { meeting, sites: [{ name: 'Trung tâm', central: true }, { name: 'Phường Đông Sơn', central: false }] });
  const site = (await secretary.call('meeting.get', { meeting })).sites[0]!.id;
  await secretary.call('participants.set', { meeting, participants: [
    { person: me(chair), role: 'chair', votes: true, site }, { person: me(secretary), role: 'secretary', votes: false },
    { person: me(one), role: 'delegate', votes: true }, { person: me(two), role: 'delegate', votes: true }] });
  await refused('bad_value', secretary.call('participants.set', { meeting, participants: [{ person: me(one), role: 'delegate', votes: true }] }));
  const first = (await secretary.call('agenda.add', { meeting, title: 'Phân bổ vốn đầu tư', minutes: 30 })).item;
  const second = (await secretary.call('agenda.add', { meeting, title: 'Công tác cán bộ', minutes: 20, internal: true })).item;
  const child = (await secretary.call('agenda.add', { meeting, title: 'Phương án chi tiết', minutes: 10, parent: first })).item;
  const third = (await secretary.call('agenda.add', { meeting, title: 'Nội dung khác', minutes: 5 })).item;
  await secretary.call('agenda.move', { item: third, position: 0 });
  await secretary.call('agenda.update', { item: child, title: 'Phương án phân bổ chi tiết' });
  const detail = await secretary.call('meeting.get', { meeting });
  equal(detail.agenda.map((i) => [i.number, i.id]), [['1.', third], ['2.', first], ['2.1', child], ['3.', second]], 'numbers');
  await refused('bad_value', secretary.call('agenda.move', { item: first, parent: child, position: 0 }));
  await refused('not_found', one.call('meeting.get', { meeting }));
  await refused('not_found', one.call('agenda.add', { meeting, title: 'x', minutes: 1 }));
  items = [first, second, child, third];
});

test('publishing shows it to those invited, with papers that are unread; strangers learn nothing', async () => {
  await secretary.call('meeting.publish', { meeting });
  await refused('wrong_state', secretary.call('meeting.publish', { meeting }));
  version = addPaper(items[0]!, 12);
  await waitUntil('the paper', async () => (await one.call('meeting.get', { meeting })).documents.length === 1);
  const card = (await one.call('meetings.list', {})).meetings.find((m) => m.id === meeting)!;
  equal([card.my_role, card.documents, card.unread, card.state], ['delegate', 1, 1, 'published'], 'card');
  const guest = await enter('khach1');
  assert(!(await guest.call('meetings.list', {})).meetings.some((m) => m.id === meeting), 'a guest of nobody does not see it');
  await refused('not_found', guest.call('room.join', { meeting }));
  guest.close();
});

test('an answer to the invitation needs a reason when it is no', async () => {
  await refused('bad_value', two.call('attendance.respond', { meeting, response: 'no' }));
  await two.call('attendance.respond', { meeting, response: 'no', reason: 'Đi công tác' });
  await two.call('attendance.respond', { meeting, response: 'yes' });
  equal((await two.call('meeting.get', { meeting })).my_response, 'yes', 'answer');
});

test('attendance fills itself; without quorum the chair needs a reason', async () => {
  const joined = await chair.call('room.join', { meeting });
  equal(joined.snapshot.attendance, { present: 1, members: 21, quorum_needed: 14, reached: false }, 'attendance');
  for (const c of [secretary, one, two]) await c.call('room.join', { meeting });
  await chair.event('roster.joined', 0);
  await waitUntil('the other three', () => chair.events.filter((e) => e.kind === 'roster.joined').length === 3);
  await refused('not_allowed', secretary.call('meeting.open', { meeting }));
  await refused('no_quorum', chair.call('meeting.open', { meeting }));
  await refused('wrong_state', one.call('floor.request', { meeting }));
  await chair.call('meeting.open', { meeting, override_reason: 'Họp khẩn theo yêu cầu phòng chống bão' });
  const opened = await one.event('meeting.opened');
  equal(opened.body.attendance!.present, 3, 'present at the opening');
});

test('numbers of events have no gap and everybody has the same ones', async () => {
  await secretary.call('chat.send', { meeting, text: 'Xin chào các đồng chí' });
  await waitUntil('the line everywhere', () => [chair, secretary, one, two].every((c) => c.events.some((e) => e.kind === 'chat.said')));
  for (const c of [chair, one, two]) {
    const seqs = c.events.filter((e) => e.meeting === meeting).map((e) => e.seq);
    seqs.forEach((seq, i) => assert(i === 0 || seq === seqs[i - 1]! + 1, `gap before ${seq}: ${seqs}`));
  }
});

test('the agenda runs; the presented page is in front of everybody; the pointer is no record', async () => {
  await refused('not_allowed', one.call('agenda.start', { item: items[0]! }));
  await chair.call('agenda.start', { item: items[0]! });
  await refused('not_allowed', one.call('present.start', { meeting, version, page: 1 }));
  await refused('not_found', secretary.call('present.start', { meeting, version, page: 13 }));
  await secretary.call('present.start', { meeting, version, page: 1 });
  const began = Date.now();
  await secretary.call('present.page', { meeting, page: 7 });
  equal((await two.event('present.paged')).body.page, 7, 'page');
  console.log(`        page follow: ${Date.now() - began} ms`);
  await secretary.call('present.pointer', { meeting, page: 7, x: 0.25, y: 0.5 });
  await waitUntil('the pointer', () => two.signals.some((s) => s.kind === 'present.pointer'));
  assert(!secretary.signals.some((s) => s.kind === 'present.pointer'), 'the presenter needs no echo');
});

test('the floor: asked, granted, the speaker may present, ended', async () => {
  const { request } = await one.call('floor.request', { meeting });
  await refused('already_exists', one.call('floor.request', { meeting }));
  await refused('not_allowed', two.call('floor.grant', { meeting, person: me(two) }));
  await two.call('floor.request', { meeting });
  await two.call('floor.withdraw', { meeting });
  await refused('not_found', two.call('floor.withdraw', { meeting }));
  await chair.call('floor.grant', { meeting, person: me(one), seconds: 120 });
  const granted = await two.event('floor.granted');
  equal([granted.body.person, granted.body.seconds, granted.body.request], [me(one), 120, request], 'grant');
  await one.call('present.page', { meeting, page: 8 });
  await refused('not_allowed', two.call('floor.end', { meeting }));
  await one.call('floor.end', { meeting });
  await refused('wrong_state', chair.call('floor.end', { meeting }));
});

test('a named vote: only those entitled, choices hidden until the close, repeated and late ballots', async () => {
  await refused('not_allowed', secretary.call('vote.open', { meeting, item: items[0]!, question: 'Tán thành?', kind: 'named' }));
  vote = (await chair.call('vote.open', { meeting, item: items[0]!, question: 'Thông qua phương án phân bổ vốn?', kind: 'named' })).vote;
  const opened = await two.event('vote.opened');
  equal([opened.body.vote, opened.body.entitled], [vote, 3], 'opened');
  await refused('wrong_state', chair.call('vote.open', { meeting, item: items[0]!, question: 'Hai?', kind: 'named' }));
  await refused('not_entitled', secretary.call('vote.cast', { vote, choice: 'yes' }));
  const id = randomUUID();
  const { receipt } = await one.call('vote.cast', { vote, choice: 'no' }, id);
  equal((await one.call('vote.cast', { vote, choice: 'no' }, id)).receipt, receipt, 'the same receipt');
  await refused('not_allowed', two.call('vote.cast', { vote, choice: 'yes' }, id));
  await one.call('vote.cast', { vote, choice: 'yes' });
  await Promise.all([chair.call('vote.cast', { vote, choice: 'yes' }), two.call('vote.cast', { vote, choice: 'abstain' })]);
  await waitUntil('four casts', () => two.events.filter((e) => e.kind === 'vote.cast').length === 4);
  const told = JSON.stringify(two.events.filter((e) => e.kind === 'vote.cast'));
  assert(!/choice|"yes"|"no"|abstain/.test(told), `a ballot leaks: ${told}`);
  const view = (await one.call('room.join', { meeting })).snapshot.vote!;
  equal([view.cast, view.my_choice, view.may_cast], [3, 'yes', true], 'my view');
  equal((await secretary.call('room.join', { meeting })).snapshot.vote!.my_choice, null, 'the secretary sees no choice');
  assert(!JSON.stringify((await secretary.call('room.join', { meeting })).snapshot.vote).includes('abstain'), 'nor anybody else’s');
  await refused('wrong_state', chair.call('meeting.close', { meeting }));
  await refused('not_allowed', two.call('vote.close', { vote }));
  await chair.call('vote.close', { vote });
  const closed = await two.event('vote.closed');
  const { by_name: names, ...result } = closed.body.result;
  equal([result.yes, result.no, result.abstain, result.not_cast, result.present, result.members, result.adopted], [2, 0, 1, 0, 3, 21, false], 'count');
  equal(result.text_vi, '2/3 thành viên có mặt tán thành; quá nửa tổng số thành viên: không được thông qua', 'words');
  equal(result.text_en, '2 of 3 present in favour; more than half of all members: not adopted', 'words');
  equal(names.map((n) => n.choice).sort(), ['abstain', 'yes', 'yes'], 'by name');
  await refused('wrong_state', two.call('vote.cast', { vote, choice: 'yes' }));
  equal((await one.call('vote.cast', { vote, choice: 'no' }, id)).receipt, receipt, 'the stored answer also after the close');
});

test('garbage is answered or closes its own connection only', async () => {
  const stray = await enter('uyvien1');
  for (const [text, code] of [[{ type: 'no.such', body: {} }, 'unknown_type'], [{ type: 'room.join', body: { meeting: 'x' } }, 'bad_message'],
    [{ type: 'room.join', body: { meeting: -1 } }, 'bad_value'], [{ type: 'room.join', body: { meeting, extra: 1 } }, 'bad_message'],
    [{ type: 'hello', body: { protocol: 9, lang: 'vi' } }, 'wrong_protocol'], [{ type: 'room.join', body: { meeting: 999999 } }, 'not_found'],
    [{ type: 'agenda.start', body: { item: 999999 } }, 'not_found'], [{ type: 'vote.cast', body: { vote: 999999, choice: 'yes' } }, 'not_found']] as const) {
    const id = randomUUID();
    await refused(code, stray.raw({ ...text, id }, id));
  }
  stray.socket.send('{"type":"hello"');
  await waitUntil('the close', () => stray.closeCode !== undefined);
  equal(stray.closeCode, 1007, 'close code');
  const big = await enter('uyvien1');
  big.socket.send(JSON.stringify({ type: 'chat.send', id: randomUUID(), body: { meeting, text: 'x'.repeat(70_000) } }));
  await waitUntil('the close', () => big.closeCode !== undefined);
  equal(big.closeCode, 1009, 'close code');
  await one.call('chat.send', { meeting, text: 'vẫn ở đây' });
});

test('before hello nothing but hello; a foreign page and a stranger do not get in', async () => {
  const silent = await Client.open(server.url, cookies.uyvien1!, { hello: false });
  await refused('wrong_state', silent.call('meetings.list', {}));
  silent.close();
  const status = (headers: Record<string, string>, origin: string): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers, origin });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode!));
      socket.on('open', () => resolve(101));
      socket.on('error', () => {});
    });
  equal(await status({ Cookie: cookies.uyvien1! }, 'https://evil.example'), 403, 'foreign origin');
  equal(await status({}, server.url), 401, 'no cookie');
  const forged = await Client.open(server.url, `__Host-phien=${'A'.repeat(43)}`, { hello: false });
  await waitUntil('the close', () => forged.closeCode !== undefined);
  equal(forged.closeCode, 4401, 'a cookie of nobody');
});

test('kill -9 of the server in mid-meeting: everybody comes back to the same state, nothing is lost or doubled', async () => {
  const before = (await chair.call('room.join', { meeting })).snapshot;
  const chats = before.chat.length;
  const id = randomUUID();
  const half = secretary.call('chat.send', { meeting, text: 'trước khi mất điện' }, id).catch(() => undefined);
  await server.restart('SIGKILL');
  await half;
  [chair, secretary, one, two] = await Promise.all(['chutich', 'thuky', 'uyvien1', 'uyvien2'].map(enter)) as [Client, Client, Client, Client];
  await secretary.call('chat.send', { meeting, text: 'trước khi mất điện' }, id).catch(async () => {
    await secretary.call('room.join', { meeting });
  });
  for (const c of [chair, secretary, one, two]) {
    const again = await c.call('room.resume', { meeting, after_seq: 3 });
    assert(again.snapshot !== undefined, 'too far back: a snapshot');
  }
  const after = (await chair.call('room.join', { meeting })).snapshot;
  equal(after.chat.length, chats + 1, 'lines of the chat');
  equal([after.meeting.state, after.current_item, after.present?.page, after.votes[0]?.result.yes], ['open', items[0], 8, 2], 'state');
  equal(after.roster.length, 4, 'in the room');
  equal(after.meeting.participants.filter((p) => p.attendance === 'present').length, 4, 'present');
});

test('after a short cut only what was missed comes, once', async () => {
  const last = (await two.call('room.join', { meeting })).seq;
  two.socket.terminate();
  await chair.event('roster.left');
  await secretary.call('chat.send', { meeting, text: 'đồng chí vắng mặt một lúc' });
  two = await enter('uyvien2');
  const again = await two.call('room.resume', { meeting, after_seq: last });
  const kinds = again.events!.map((e) => e.kind);
  assert(kinds.includes('chat.said') && kinds.includes('roster.left'), kinds.join(' '));
  equal(again.events!.map((e) => e.seq), again.events!.map((_, i) => last + 1 + i), 'numbers');
  equal(again.seq, again.events!.at(-1)!.seq, 'up to now');
});

test('the database goes away and comes back: the command waits, the answer is one', async () => {
  const lines = Number(db.sql(`select count(*) from event where meeting_id = ${meeting} and kind = 'chat.said'`));
  const ids = Array.from({ length: 20 }, () => randomUUID());
  const all = ids.map((id, i) => one.call('chat.send', { meeting, text: `dòng ${i}` }, id));
  db.bounce();
  const done = await Promise.allSettled(all);
  for (const [i, r] of done.entries()) if (r.status === 'rejected') await one.call('chat.send', { meeting, text: `dòng ${i}` }, ids[i]);
  equal(Number(db.sql(`select count(*) from event where meeting_id = ${meeting} and kind = 'chat.said'`)), lines + 20, 'lines');
  const seqs = one.events.filter((e) => e.meeting === meeting).map((e) => e.seq);
  await waitUntil('all lines', () => one.events.filter((e) => e.kind === 'chat.said').length >= 20);
  equal(new Set(seqs).size, seqs.length, 'no event twice');
});

test('an event of another process is broadcast in its place', async () => {
  const from = one.events.length;
  const newer = addPaper(items[0]!, 3);
  const added = await one.event('document.added', from);
  equal(added.body.document.version, newer, 'version');
  await one.call('chat.send', { meeting, text: 'đã thấy tài liệu' });
  await secretary.call('present.start', { meeting, version: newer, page: 2 });
  await secretary.call('present.stop', { meeting });
});

test('media without a media server gets a clear answer, the meeting goes on', async () => {
  await refused('link_away', one.call('media.publish', { meeting, sdp: 'v=0\r\n', tracks: [{ mid: '0', source: 'mic' }] }));
  await refused('link_away', chair.call('record.start', { meeting }));
  await chair.call('meeting.pause', { meeting });
  await refused('wrong_state', chair.call('agenda.start', { item: items[3]! }));
  await chair.call('meeting.resume', { meeting });
});

test('concluded and closed: the draft of the minutes is there in the same moment, from what happened', async () => {
  await chair.call('agenda.conclude', { item: items[0]!, conclusion: 'Giao Sở Tài chính hoàn thiện phương án trước ngày 30/11.' });
  await refused('not_allowed', secretary.call('meeting.close', { meeting }));
  await chair.call('meeting.close', { meeting });
  const closed = await one.event('meeting.closed');
  equal((await one.event('minutes.drafted')).seq, closed.seq + 1, 'in the same moment');
  const minutes = await secretary.call('minutes.get', { meeting });
  equal(minutes.sections.map((s) => s.key), ['present', 'course', 'opinions', 'votes', 'conclusions'], 'sections (R33)');
  const text = JSON.stringify(minutes.sections);
  for (const words of ['Họp khẩn theo yêu cầu phòng chống bão', 'phát biểu về nội dung 2', '2/3 thành viên có mặt tán thành', 'Giao Sở Tài chính']) {
    assert(text.includes(words), `the minutes do not say “${words}”: ${text}`);
  }
  await refused('wrong_state', two.call('vote.cast', { vote, choice: 'yes' }));
});

test('the minutes are edited, a stale revision is refused, frozen stays frozen', async () => {
  const draft = await secretary.call('minutes.get', { meeting });
  const sections = draft.sections.map((s) => (s.key === 'opinions' ? { ...s, paragraphs: ['Đồng chí Trần Văn A: nhất trí.'] } : s));
  equal((await secretary.call('minutes.update', { meeting, base_rev: 1, sections })).rev, 2, 'revision');
  await refused('stale_revision', chair.call('minutes.update', { meeting, base_rev: 1, sections }));
  await refused('not_allowed', one.call('minutes.update', { meeting, base_rev: 2, sections }));
  await refused('stale_revision', secretary.call('minutes.freeze', { meeting, rev: 1 }));
  await secretary.call('minutes.freeze', { meeting, rev: 2 });
  await refused('wrong_state', secretary.call('minutes.update', { meeting, base_rev: 2, sections }));
  const frozen = await one.call('minutes.get', { meeting });
  equal([frozen.state, frozen.rev, frozen.sections[2]!.paragraphs[0]], ['frozen', 2, 'Đồng chí Trần Văn A: nhất trí.'], 'frozen');
});

test('every event of the record keeps its schema and order', () => {
  const kinds = db.sql(`select string_agg (distinct kind, ' ') from event where meeting_id = ${meeting}`).split(' ');
  assert(kinds.length >= 18, kinds.join(' '));
  equal(db.sql(`select max (seq) = count (*) from event where meeting_id = ${meeting}`), 't', 'gapless');
  equal(db.sql(`select count (*) from event where meeting_id = ${meeting} and kind = 'vote.cast' and body ? 'choice'`), '0', 'no choice in the record');
});

test('internal items stay hidden from guests', async () => {
  const body = { title: 'Họp có khách', kind: 'regular', unit: secretary.hello.body_unit.id, starts_at: '2026-11-24T07:00:00Z', ends_at: '2026-11-24T10:00:00Z', place: '', chair: me(chair), secretary: me(secretary) };
  const other = (await secretary.call('meeting.create', body)).meeting;
  const guest = await enter('khach1');
  await secretary.call('participants.set', { meeting: other, participants: [{ person: me(chair), role: 'chair', votes: true }, { person: me(secretary), role: 'secretary', votes: false }, { person: me(guest), role: 'guest', votes: false }] });
  const open = (await secretary.call('agenda.add', { meeting: other, title: 'Mở', minutes: 5 })).item;
  const inner = (await secretary.call('agenda.add', { meeting: other, title: 'Nội bộ', minutes: 5, internal: true })).item;
  await secretary.call('meeting.publish', { meeting: other });
  for (const c of [chair, guest]) await c.call('room.join', { meeting: other });
  await chair.call('meeting.open', { meeting: other, override_reason: 'Thử' });
  await chair.call('agenda.start', { item: inner });
  await chair.call('agenda.conclude', { item: inner, conclusion: 'Bí mật công tác' });
  await chair.call('agenda.start', { item: open });
  await guest.event('agenda.started');
  equal((await guest.call('meeting.get', { meeting: other })).agenda.map((i) => i.id), [open], 'agenda');
  assert(!JSON.stringify(guest.events).includes('Bí mật'), 'a conclusion leaks');
  // Another process makes an item internal and lays a paper to it, both in one breath.
  db.sql(`begin; update agenda_item set internal = true where id = ${open};
    select append_event (${other}, ${me(secretary)}, 'agenda.changed', '{}');
    select append_event (${other}, ${me(secretary)}, 'document.added', jsonb_build_object ('document', jsonb_build_object ('id', 999, 'item', ${open}, 'title', 'Tờ trình kín',
      'version', 999, 'version_n', 1, 'sha256', repeat ('b', 64), 'pages', 1, 'size', 10, 'filename', 'x.pdf', 'read', false, 'created_at', '2026-11-23T01:02:03.004Z')));
    notify phien_event, '${other}'; commit;`);
  await chair.event('document.added', chair.events.findIndex((e) => e.kind === 'agenda.changed' && e.meeting === other));
  await sleep(100);
  assert(!JSON.stringify(guest.events).includes('Tờ trình kín'), 'the title of a paper leaks');
  const seqs = guest.events.map((e) => e.seq);
  seqs.forEach((seq, i) => assert(i === 0 || seq === seqs[i - 1]! + 1, `gap before ${seq}`));
  guest.close();
});

/** A published meeting of chair, secretary and two delegates. */
async function another(title: string): Promise<number> {
  const body = { title, kind: 'regular', unit: secretary.hello.body_unit.id, starts_at: '2026-11-25T07:00:00Z', ends_at: '2026-11-25T10:00:00Z', place: '', chair: me(chair), secretary: me(secretary) };
  const other = (await secretary.call('meeting.create', body)).meeting;
  await secretary.call('participants.set', { meeting: other, participants: [{ person: me(chair), role: 'chair', votes: true }, { person: me(secretary), role: 'secretary', votes: false },
    { person: me(one), role: 'delegate', votes: true }, { person: me(two), role: 'delegate', votes: true }] });
  await secretary.call('meeting.publish', { meeting: other });
  return other;
}

test('two joins sent at once leave one connection in one room', async () => {
  const [a, b] = [await another('Họp A'), await another('Họp B')];
  const hasty = await enter('uyvien2');
  await Promise.all([hasty.call('room.join', { meeting: a }), hasty.call('room.join', { meeting: b })]);
  const rooms: number[] = [];
  for (const meeting of [a, b]) {
    const { snapshot } = await chair.call('room.join', { meeting });
    if (snapshot!.roster.some((r) => r.person === me(hasty))) rooms.push(meeting);
  }
  equal(rooms.length, 1, 'rooms it sits in');
  hasty.close();
  await waitUntil('the line to be gone', () => hasty.closeCode !== undefined);
  for (const meeting of [a, b]) await secretary.call('chat.send', { meeting, text: 'còn ai không' });
});

test('commands behind the deletion of a draft find no meeting', async () => {
  const body = { title: 'Nháp', kind: 'regular', unit: secretary.hello.body_unit.id, starts_at: '2026-11-25T07:00:00Z', ends_at: '2026-11-25T10:00:00Z', place: '', chair: me(chair), secretary: me(secretary) };
  const draft = (await secretary.call('meeting.create', body)).meeting;
  await secretary.call('meeting.get', { meeting: draft });
  const late = [1, 2, 3].map((n) => ({ meeting: draft, title: `Mục ${n}`, minutes: 5 }));
  const answers = await Promise.allSettled([secretary.call('meeting.delete', { meeting: draft }), ...late.map((item) => secretary.call('agenda.add', item))]);
  equal(answers.map((a) => (a.status === 'fulfilled' ? 'done' : (a.reason as CallError).code)), ['done', 'not_found', 'not_found', 'not_found']);
});

test('who is taken off the list hears no more of the room', async () => {
  const other = await another('Họp thu hẹp');
  const former = await enter('uyvien2');
  await former.call('room.join', { meeting: other });
  await secretary.call('attendance.mark', { meeting: other, person: me(former), attendance: 'absent' });
  await secretary.call('participants.set', { meeting: other, participants: [{ person: me(chair), role: 'chair', votes: true }, { person: me(secretary), role: 'secretary', votes: false }] });
  await secretary.call('chat.send', { meeting: other, text: 'chỉ còn chúng ta' });
  await sleep(300);
  assert(!former.events.some((e) => e.kind === 'chat.said'), 'a word reaches who was taken off');
  await refused('not_found', former.call('meeting.get', { meeting: other }));
  former.close();
});

test('wrong passwords are counted and slowed, a right one elsewhere still works', async () => {
  const codes = new Map<number, number>();
  for (let i = 0; i < 10; i++) {
    const batch = await Promise.all(Array.from({ length: 100 }, (_, k) => http(server.url, '/api/login', { json: { username: 'uyvien3', password: `sai-${i}-${k}` } }).then((r) => r.status)));
    for (const status of batch) codes.set(status, (codes.get(status) ?? 0) + 1);
  }
  const tally = [...codes.entries()].sort();
  assert(tally.every(([status]) => [401, 429, 503].includes(status)), JSON.stringify(tally));
  assert((codes.get(401) ?? 0) <= 60, `only a few are even tried: ${JSON.stringify(tally)}`);
  equal((await http(server.url, '/api/login', { json: { username: 'uyvien3', password: 'Phien-2026' } })).status, 429, 'the account waits');
  equal((await http(server.url, '/api/me', { cookie: cookies.uyvien1! })).status, 200, 'those signed in are not disturbed');
  db.sql("delete from login_throttle; update account set failed_logins = 0, locked_until = null where username = 'uyvien4'");
});

test('signing in and out: cookie rules, same-site rules, logout everywhere closes live connections', async () => {
  await sleep(200);
  const response = await http(server.url, '/api/login', { json: { username: 'uyvien4', password: 'Phien-2026' } });
  equal(response.status, 200, 'status');
  const cookie = response.headers.getSetCookie()[0]!;
  assert(/^__Host-phien=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/.test(cookie), cookie);
  const pair = cookie.split(';')[0]!;
  equal((await http(server.url, '/api/logout', { method: 'POST', cookie: pair, headers: { 'X-Phien': '' } })).status, 403, 'without X-Phien');
  equal((await http(server.url, '/api/logout', { method: 'POST', cookie: pair, headers: { Origin: 'https://evil.example' } })).status, 403, 'foreign origin');
  equal((await http(server.url, '/api/login', { json: { username: 'uyvien4' } })).status, 400, 'no password');
  const other = await login(server.url, 'uyvien4');
  const live = await Client.open(server.url, other);
  equal((await http(server.url, '/api/logout-everywhere', { method: 'POST', cookie: pair })).status, 200, 'logout everywhere');
  await waitUntil('the live connection to close', () => live.closeCode === 4401);
  equal((await http(server.url, '/api/me', { cookie: other })).status, 401, 'the other session');
  equal(db.sql("select count (*) from login_session where encode (token_sha256, 'escape') like '%phien%'"), '0', 'hashes only');
});

test('all that was said keeps the protocol', () => {
  assert(judged > 500, `${judged} messages judged`);
  assert(breaches.size === 0, [...breaches].join('\n'));
});

await run('meeting-story');
