// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a draft as the server reads it (docs-service/compose/rich-text.h): made of older line-by-line drafts, and looked at. Pure.
export type RichNode = { type: string; attrs?: Record<string, unknown>; content?: RichNode[]; text?: string; marks?: { type: string }[] };
export type RichDoc = { type: 'doc'; content: RichNode[] };

export const emptyDoc: RichDoc = { type: 'doc', content: [{ type: 'paragraph' }] };

const text = (words: string): RichNode[] => (words === '' ? [] : [{ type: 'text', text: words }]);
const isBasis = (line: string) => /^(Căn cứ|Theo đề nghị|Xét đề nghị) /.test(line);
/** "QUYẾT ĐỊNH:" is printed by the form itself. */
const isDecree = (line: string) => line.length <= 60 && line.endsWith(':') && line === line.toLocaleUpperCase('vi');

function block(line: string): RichNode {
  const chapter = /^(Phần|Chương|Mục) [IVXLC\d]+\.?\s*(.*)$/u.exec(line);
  if (chapter !== null) return { type: 'heading', attrs: { level: { Phần: 1, Chương: 2, Mục: 3 }[chapter[1] as 'Phần' | 'Chương' | 'Mục'] }, content: text(chapter[2] ?? '') };
  const article = /^Điều \d+\.\s*(.*)$/u.exec(line);
  if (article !== null) return { type: 'heading', attrs: { level: 5 }, content: text(article[1] ?? '') };
  return { type: 'paragraph', content: text(line) };
}

/** A draft of paragraphs, as the minutes hand it over: its grounds apart, its articles numbered anew. */
export function fromParagraphs(lines: string[]): { bases: string[]; doc: RichDoc } {
  const content = lines.filter((l) => !isBasis(l) && !isDecree(l)).map(block);
  return { bases: lines.filter(isBasis), doc: { type: 'doc', content: content.length > 0 ? content : emptyDoc.content } };
}

export const hasText = (node: RichNode): boolean => (node.text ?? '').trim() !== '' || (node.content ?? []).some(hasText);
