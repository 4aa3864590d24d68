// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from 'vitest';
import { emptyDoc, fromParagraphs, hasText } from './rich';

test('a draft of lines keeps its words: grounds apart, articles as articles, the word of the form left to the form', () => {
  const { bases, doc } = fromParagraphs(['Căn cứ Luật A;', 'Theo đề nghị của B,', 'QUYẾT ĐỊNH:', 'Chương I. Quy định chung', 'Điều 3. Phê duyệt.', 'Lời văn']);
  expect(bases).toEqual(['Căn cứ Luật A;', 'Theo đề nghị của B,']);
  expect(doc.content.map((n) => [n.type, n.attrs?.level, n.content?.[0]?.text])).toEqual([['heading', 2, 'Quy định chung'], ['heading', 5, 'Phê duyệt.'], ['paragraph', undefined, 'Lời văn']]);
});

test('an empty draft is a paragraph without text', () => {
  expect(fromParagraphs([]).doc).toEqual(emptyDoc);
  expect(hasText(emptyDoc)).toBe(false);
  expect(hasText(fromParagraphs(['x']).doc)).toBe(true);
});
