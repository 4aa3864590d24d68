// SPDX-License-Identifier: GPL-3.0-or-later
// What may stand in a draft: exactly the nodes and marks the server reads. Headings are Phần, Chương, Mục and Điều; their numbers are drawn by CSS here and by
// the same counting on paper.
import { Node, type Extensions } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { TextAlign } from '@tiptap/extension-text-align';
import { Underline } from '@tiptap/extension-underline';
import { UndoRedo } from '@tiptap/extensions';

/* Paragraphs in the page's own outline: a draft's chapters are not headings of this screen. */
const Part = Heading.extend({
  renderHTML: ({ node }) => ['p', { 'data-level': String(node.attrs.level) }, 0],
  parseHTML: () => [1, 2, 3, 4, 5].flatMap((level) => [{ tag: `p[data-level="${level}"]`, attrs: { level }, priority: 60 }, { tag: `h${level}`, attrs: { level: Math.min(5, level + 1) } }]),
  addKeyboardShortcuts: () => ({}),
  addInputRules: () => [],
});

const PageBreak = Node.create({
  name: 'pageBreak',
  group: 'block',
  atom: true,
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: () => ['hr'],
});

/* Word and web pages write spans as they please; the server reads 1 to 12 columns (docs-service/compose/rich-text.h), and a width for each. */
const span = (name: 'colspan' | 'rowspan', most: number) => ({
  default: 1,
  parseHTML: (cell: HTMLElement) => Math.min(most, Math.max(1, Number.parseInt(cell.getAttribute(name) ?? '1', 10) || 1)),
});
/** The editor's own widths, or those of Word: one number for a cell of one column. */
function widths(cell: HTMLElement): number[] | null {
  const columns = Math.max(1, Number.parseInt(cell.getAttribute('colspan') ?? '1', 10) || 1);
  const list = (cell.getAttribute('colwidth') ?? '').split(',').map((w) => Number.parseInt(w, 10));
  if (list.length === columns && list.every(Number.isFinite)) return list;
  const width = Number.parseInt(cell.getAttribute('width') ?? '', 10);
  return columns === 1 && width >= 20 && width <= 2000 && !cell.getAttribute('width')!.includes('%') ? [width] : null;
}
const attributes = () => ({ colspan: span('colspan', 12), rowspan: span('rowspan', 500), colwidth: { default: null as number[] | null, parseHTML: widths } });
const Cell = TableCell.extend({ content: 'paragraph+', addAttributes: attributes });
/* Word marks the rows that it repeats on each page as a table's head, of plain cells. */
const Head = TableHeader.extend({ content: 'paragraph+', addAttributes: attributes, parseHTML: () => [{ tag: 'th' }, { tag: 'thead td', priority: 60 }] });

export const extensions: Extensions = [
  Document, Text, Paragraph, Bold, Italic, Underline, HardBreak, Part.configure({ levels: [1, 2, 3, 4, 5] }), BulletList, OrderedList, ListItem.extend({ content: 'paragraph block*' }), ListKeymap,
  Table.configure({ resizable: true, allowTableNodeSelection: false }), TableRow, Cell, Head, TextAlign.configure({ types: ['paragraph'] }), UndoRedo, PageBreak,
];
