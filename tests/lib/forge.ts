// SPDX-License-Identifier: GPL-3.0-or-later
// A forger's workbench: writes small PDFs object by object and appends revisions of every kind to them. Text is latin1, one char per byte.
import { deflateSync, inflateSync } from 'node:zlib';

export type Objects = Record<number, string>;
export const stream = (content: string, dict = '') => `<< ${dict} /Length ${content.length} >>\nstream\n${content}\nendstream`;
export const bytesOf = (text: string) => Buffer.from(text, 'latin1');
export const textOf = (bytes: Buffer) => bytes.toString('latin1');

/** Lines of a classic table, one subsection an object. */
export const xrefTable = (at: Map<number, number>, free: number[] = []) => {
  const rows = [...at].map(([n, offset]) => [n, `${String(offset).padStart(10, '0')} 00000 n \n`] as const);
  const gone = free.map((n) => [n, '0000000000 00001 f \n'] as const);
  return [...rows, ...gone].map(([n, row]) => `${n} 1\n${row}`).join('');
};
const put = (text: string, objects: Objects, first = 0) => {
  const at = new Map<number, number>();
  const order = Object.entries(objects).sort(([a], [b]) => Number(Number(b) === first) - Number(Number(a) === first));
  for (const [n, body] of order) {
    at.set(Number(n), text.length);
    text += `${n} 0 obj\n${body}\nendobj\n`;
  }
  return { text, at };
};

/** A whole document; object 1 is the catalogue, object `first` stands at the beginning of the file. */
export function document(objects: Objects, first = 0): Buffer {
  const { text, at } = put('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', objects, first);
  const size = Math.max(...Object.keys(objects).map(Number)) + 1;
  return bytesOf(`${text}xref\n0 1\n0000000000 65535 f \n${xrefTable(at)}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`);
}

export const lastXref = (bytes: Buffer) => Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(textOf(bytes))![1]);

/** A later revision with a classic table. */
export function append(bytes: Buffer, objects: Objects, how: { root?: number; prev?: number; trailer?: string; free?: number[] } = {}): Buffer {
  const { text, at } = put(textOf(bytes), objects);
  const keys = `/Size 900 /Root ${how.root ?? 1} 0 R /Prev ${how.prev ?? lastXref(bytes)} ${how.trailer ?? ''}`;
  return bytesOf(`${text}xref\n${xrefTable(at, how.free)}trailer\n<< ${keys} >>\nstartxref\n${text.length}\n%%EOF\n`);
}

const row = (type: number, a: number, b: number) => String.fromCharCode(type, (a >> 24) & 255, (a >> 16) & 255, (a >> 8) & 255, a & 255, (b >> 8) & 255, b & 255);

function xrefStream(text: string, number: number, entries: [number, number, number, number][], prev: number): { text: string; at: number } {
  const at = text.length;
  const all = [...entries, [number, 1, at, 0] as [number, number, number, number]];
  const data = deflateSync(bytesOf(all.map(([, t, a, b]) => row(t, a, b)).join(''))).toString('latin1');
  const index = all.map(([n]) => `${n} 1`).join(' ');
  return { text: `${text}${number} 0 obj\n${stream(data, `/Type /XRef /W [1 4 2] /Index [${index}] /Size 900 /Root 1 0 R /Prev ${prev} /Filter /FlateDecode`)}\nendobj\n`, at };
}

/** A later revision whose objects lie in an object stream. */
export function appendPacked(bytes: Buffer, objects: Objects, number = 700): Buffer {
  const list = Object.entries(objects);
  let head = '';
  let body = '';
  for (const [n, text] of list) {
    head += `${n} ${body.length} `;
    body += `${text} `;
  }
  const packed = deflateSync(bytesOf(head + body)).toString('latin1');
  const start = put(textOf(bytes), { [number]: stream(packed, `/Type /ObjStm /N ${list.length} /First ${head.length} /Filter /FlateDecode`) });
  const entries: [number, number, number, number][] = [[number, 1, start.at.get(number)!, 0], ...list.map(([n], i) => [Number(n), 2, number, i] as [number, number, number, number])];
  const { text, at } = xrefStream(start.text, number + 1, entries, lastXref(bytes));
  return bytesOf(`${text}startxref\n${at}\n%%EOF\n`);
}

/** A later hybrid revision: the table names some objects, a stream beside it the others (ISO 32000-1 7.5.8.4). */
export function appendHybrid(bytes: Buffer, inTable: Objects, inStream: Objects, hidden: number[] = []): Buffer {
  const first = put(textOf(bytes), inTable);
  const second = put(first.text, inStream);
  const prev = lastXref(bytes);
  const side = xrefStream(second.text, 800, [...second.at].map(([n, offset]) => [n, 1, offset, 0]), prev);
  return bytesOf(`${side.text}xref\n${xrefTable(first.at, hidden)}trailer\n<< /Size 900 /Root 1 0 R /Prev ${prev} /XRefStm ${side.at} >>\nstartxref\n${side.text.length}\n%%EOF\n`);
}

/** The body of an object as the newest revision that spells it out has it. */
export function bodyOf(bytes: Buffer, number: number): string {
  const all = [...textOf(bytes).matchAll(new RegExp(`(?:^|\\n)${number} 0 obj\\s([\\s\\S]*?)\\sendobj`, 'g'))];
  if (all.length === 0) throw new Error(`no object ${number}`);
  return all.at(-1)![1]!.trim().replace(/\[ /g, '[').replace(/ \]/g, ']');
}
/** A dictionary's body with something put before its end. */
export const extended = (body: string, more: string) => body.replace(/>>\s*$/, ` ${more} >>`);

// ---- forgeries of a document that our own desk sealed: its objects are found as any reader finds them

const referred = (dict: string, key: string): number => {
  const m = new RegExp(`/${key}\\s*\\[?\\s*(\\d+) 0 R`).exec(dict);
  if (m === null) throw new Error(`no /${key} in ${dict.slice(0, 200)}`);
  return Number(m[1]);
};
const rootOf = (bytes: Buffer) => Number([...textOf(bytes).matchAll(/\/Root (\d+) 0 R/g)].at(-1)![1]);
const tailOf = (bytes: Buffer) => ({ root: rootOf(bytes), trailer: `/Info ${[...textOf(bytes).matchAll(/\/Info (\d+) 0 R/g)].at(-1)![1]} 0 R` });
const firstPage = (bytes: Buffer): number => {
  const page = referred(bodyOf(bytes, referred(bodyOf(bytes, rootOf(bytes)), 'Pages')), 'Kids');
  if (!/\/Type\s*\/Page\b/.test(bodyOf(bytes, page))) throw new Error('the first kid is no page');
  return page;
};
/** A stream's content as it is drawn; only what cairo writes. */
function drawn(body: string): string {
  const m = /stream\r?\n([\s\S]*?)\r?\n?endstream/.exec(body)!;
  return /\/FlateDecode/.test(body) ? inflateSync(bytesOf(m[1]!)).toString('latin1') : m[1]!;
}

export interface Over { x: number; y: number; width: number; height: number; text: string }
const covered = ({ x, y, width, height, text }: Over, font: string) =>
  `q 1 g ${x} ${y} ${width} ${height} re f 0 g BT /${font} 14 Tf ${x + 4} ${y + 6} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET Q\n`;
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>';

/** Incremental saving: the content of page 1 exchanged in a revision behind the last signature, with other words where its own were. Every reader shows them. */
export function repainted(bytes: Buffer, over: Over): Buffer {
  const page = bodyOf(bytes, firstPage(bytes));
  const [contents, resources] = [referred(page, 'Contents'), referred(page, 'Resources')];
  const fonts = bodyOf(bytes, resources);
  const added = /\/Font\s*<</.test(fonts) ? fonts.replace(/\/Font\s*<</, '/Font << /Gia 881 0 R') : extended(fonts, '/Font << /Gia 881 0 R >>');
  return append(bytes, { [contents]: stream(`q\n${drawn(bodyOf(bytes, contents))}\nQ\n${covered(over, 'Gia')}`), [resources]: added, 881: FONT }, tailOf(bytes));
}

/** Evil annotation: a stamp without a frame lies over the words of page 1 and shows others. */
export function pastedOver(bytes: Buffer, over: Over): Buffer {
  const number = firstPage(bytes);
  const page = bodyOf(bytes, number);
  const note = `<< /Type /Annot /Subtype /Stamp /F 4 /P ${number} 0 R /Rect [${over.x} ${over.y} ${over.x + over.width} ${over.y + over.height}] /AP << /N 882 0 R >> >>`;
  const look = stream(covered({ ...over, x: 0, y: 0 }, 'Gia'), `/Type /XObject /Subtype /Form /BBox [0 0 ${over.width} ${over.height}] /Resources << /Font << /Gia 881 0 R >> >>`);
  const with_ = /\/Annots\s*\[/.test(page) ? page.replace(/\/Annots\s*\[/, '/Annots [880 0 R ') : extended(page, '/Annots [880 0 R]');
  return append(bytes, { [number]: with_, 880: note, 881: FONT, 882: look }, tailOf(bytes));
}
