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

/* Word pastes merged cells and links; what the paper cannot show is not taken over. */
const attributes = () => ({
  colspan: { default: 1, parseHTML: () => 1 },
  rowspan: { default: 1, parseHTML: () => 1 },
  colwidth: { default: null as number[] | null, parseHTML: (cell: HTMLElement) => cell.getAttribute('colwidth')?.split(',').slice(0, 1).map((w) => Number.parseInt(w, 10)) ?? null },
});
const Cell = TableCell.extend({ content: 'paragraph+', addAttributes: attributes });
const Head = TableHeader.extend({ content: 'paragraph+', addAttributes: attributes });

export const extensions: Extensions = [
  Document, Text, Paragraph, Bold, Italic, Underline, HardBreak, Part.configure({ levels: [1, 2, 3, 4, 5] }), BulletList, OrderedList, ListItem.extend({ content: 'paragraph block*' }), ListKeymap,
  Table.configure({ resizable: true, allowTableNodeSelection: false }), TableRow, Cell, Head, TextAlign.configure({ types: ['paragraph'] }), UndoRedo, PageBreak,
];
