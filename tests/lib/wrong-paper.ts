// SPDX-License-Identifier: GPL-3.0-or-later
// A letter that looks official and breaks rules of Decree 30/2020 Annex I: Helvetica, a left margin of 18 mm, a number without its zero, no page number on page 2.
import { document, stream } from './forge.ts';

const mm = 72 / 25.4;
const line = (x: number, y: number, size: number, text: string) => `BT /F1 ${size} Tf ${(x * mm).toFixed(2)} ${(842 - y * mm).toFixed(2)} Td (${text}) Tj ET\n`;
const words = 'Uy ban nhan dan cac xa, phuong va cac co quan, don vi co lien quan chiu trach nhiem thuc hien.';

export function wrongPaper(): Buffer {
  const first = [line(105, 25, 12, 'CONG HOA XA HOI CHU NGHIA VIET NAM'), line(118, 31, 13, 'Doc lap - Tu do - Hanh phuc'), line(30, 25, 12, 'UY BAN NHAN DAN'), line(30, 42, 13, 'So: 5/UBND-VP'),
    line(110, 42, 13, 'Son Ha, ngay 5 thang 6 nam 2026'), ...Array.from({ length: 20 }, (_, i) => line(18, 70 + 8 * i, 13, words))];
  const second = [...Array.from({ length: 6 }, (_, i) => line(18, 30 + 8 * i, 13, words)), line(18, 100, 12, 'Noi nhan:'), line(18, 106, 11, '- Luu: VT.')];
  const page = (contents: number) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${contents} 0 R >>`;
  return document({ 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>', 3: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', 4: page(5), 5: stream(first.join('')), 6: page(7), 7: stream(second.join('')) });
}
