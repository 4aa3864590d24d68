// SPDX-License-Identifier: GPL-3.0-or-later
// The smallest honest .docx, and its dishonest relatives: a zip written by hand (APPNOTE 4.3), paragraphs with an alignment, one table for the letterhead.
import { crc32, deflateRawSync } from 'node:zlib';

export interface Entry { name: string; data: Buffer | string; said?: number; flags?: number }

export function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const e of entries) {
    const data = Buffer.from(e.data);
    const packed = deflateRawSync(data);
    const name = Buffer.from(e.name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(e.flags ?? 0, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(e.said ?? data.length, 18);
    head.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, rest, name);
    at += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const types = (main: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`;
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const rels = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';

type Align = 'left' | 'center' | 'right';
const p = (text: string, align: Align = 'left') =>
  `<w:p><w:pPr><w:jc w:val="${align}"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="26"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const cell = (width: number, lines: string[]) => `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${lines.map((l) => p(l, 'center')).join('')}</w:tc>`;
const row = (left: string[], right: string[]) => `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tr>${cell(3600, left)}${cell(5400, right)}</w:tr></w:tbl>`;

/** A decision as an office writes it: number and date left open, title and name of the signer below. */
export function decisionXml(signer: string, title: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${[
    row(['ỦY BAN NHÂN DÂN', 'TỈNH SƠN HÀ', 'Số:          /QĐ-UBND'], ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc', 'Sơn Hà, ngày        tháng        năm 2026']),
    p('QUYẾT ĐỊNH', 'center'), p('Về việc phê duyệt kế hoạch', 'center'), p('Điều 1. Phê duyệt kế hoạch của Nguyễn Văn Thành trình.'), p('Điều 2. Quyết định có hiệu lực từ ngày ký./.'),
    row(['Nơi nhận:', '- Như Điều 2.'], [...title, '', '', '', '', signer]),
  ].join('')}<w:p/></w:body></w:document>`;
}

export const docx = (document: string, more: Entry[] = [], main = MAIN): Buffer =>
  zip([{ name: '[Content_Types].xml', data: types(main) }, { name: '_rels/.rels', data: rels }, { name: 'word/document.xml', data: document }, ...more]);
