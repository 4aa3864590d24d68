// SPDX-License-Identifier: GPL-3.0-or-later
// What the editor can make is what docs-service/compose/rich-text.c reads: these nodes, these attributes, these marks.
import { Editor } from '@tiptap/core';
import { expect, test } from 'vitest';
import { extensions } from './extensions';
import { canMerge, merge } from './table';
import type { RichNode } from './rich';

const known: Record<string, string[]> = {
  doc: [], paragraph: ['textAlign'], heading: ['level', 'textAlign'], text: [], hardBreak: [], orderedList: ['start', 'type'], bulletList: [], listItem: [], table: [], tableRow: [],
  tableCell: ['colspan', 'rowspan', 'colwidth'], tableHeader: ['colspan', 'rowspan', 'colwidth'], pageBreak: [],
};

function odd(node: RichNode): string[] {
  const attrs = Object.keys(node.attrs ?? {}).filter((a) => !(known[node.type] ?? []).includes(a)).map((a) => `${node.type}.${a}`);
  const marks = (node.marks ?? []).filter((m) => !['bold', 'italic', 'underline'].includes(m.type) || Object.keys(m).length > 1).map((m) => JSON.stringify(m));
  return [...(node.type in known ? [] : [node.type]), ...attrs, ...marks, ...(node.content ?? []).flatMap(odd)];
}

test('an editor full of everything holds nothing the server refuses', () => {
  const editor = new Editor({ element: document.createElement('div'), extensions, injectCSS: false, content: '<p></p>' });
  editor.commands.setContent(`<h1>A</h1><p data-level="5">Điều</p><p style="text-align: center"><b>x</b> <i>y</i> <u>z</u><br><a href="http://x">link</a> <code>c</code></p>
    <ol start="3"><li><p>k</p><ol><li><p>a</p><ul><li><p>-</p></li></ul></li></ol></li></ol><hr><table><tr><th colspan="2" align="center">T</th></tr><tr><td rowspan="2">1</td><td><p style="text-align: right">2</p></td></tr></table><blockquote>q</blockquote><img src="x">`);
  const doc = editor.getJSON() as RichNode;
  expect(odd(doc)).toEqual([]);
  expect((doc.content ?? []).map((n) => n.type)).toContain('table');
  expect(doc.content?.[0]?.attrs?.level).toBe(2);
  editor.destroy();
});

test('merged cells of Word stay merged, its repeated rows are headings', () => {
  const editor = new Editor({ element: document.createElement('div'), extensions, injectCSS: false, content: '<p></p>' });
  editor.commands.setContent('<table><thead><tr><td rowspan="2" width="40">TT</td><td colspan="2">Thời gian</td></tr><tr><td>Từ</td><td>Đến</td></tr></thead><tr><td>1</td><td colspan="2">x</td></tr></table>');
  const rows = (editor.getJSON() as RichNode).content![0]!.content!;
  const spans = rows.map((r) => r.content!.map((c) => [c.type, c.attrs!.colspan, c.attrs!.rowspan]));
  expect(spans.slice(0, 2)).toEqual([[['tableHeader', 1, 2], ['tableHeader', 2, 1]], [['tableHeader', 1, 1], ['tableHeader', 1, 1]]]);
  expect(spans[2]).toEqual([['tableCell', 1, 1], ['tableCell', 2, 1]]);
  expect(rows[0]!.content![0]!.attrs!.colwidth).toEqual([40]);
  editor.destroy();
});

test('a cell joins its neighbour, and not what is beyond the edge', () => {
  const editor = new Editor({ element: document.createElement('div'), extensions, injectCSS: false, content: '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>' });
  editor.commands.setTextSelection(4);
  expect([canMerge(editor, 'right'), canMerge(editor, 'below')]).toEqual([true, true]);
  merge(editor, 'right');
  expect((editor.getJSON() as RichNode).content![0]!.content![0]!.content!.map((c) => c.attrs!.colspan)).toEqual([2]);
  expect(canMerge(editor, 'right')).toBe(false);
  editor.destroy();
});
