// SPDX-License-Identifier: GPL-3.0-or-later
// A cell of a draft's table joined with its neighbour: what a finger can do where it cannot draw over cells.
import type { Editor } from '@tiptap/core';
import { CellSelection, TableMap, cellAround } from '@tiptap/pm/tables';

type Side = 'right' | 'below';

/** Where the neighbour begins in the document; null at the edge, or where it is not as tall or as wide. */
function neighbour(editor: Editor, side: Side): { cell: number; next: number } | null {
  const cell = cellAround(editor.state.selection.$from);
  if (cell === null) return null;
  const table = cell.node(-1), start = cell.start(-1), map = TableMap.get(table), rect = map.findCell(cell.pos - start);
  const column = side === 'right' ? rect.right : rect.left, row = side === 'right' ? rect.top : rect.bottom;
  if (column >= map.width || row >= map.height) return null;
  const next = map.map[row * map.width + column]!, other = map.findCell(next);
  const even = side === 'right' ? other.top === rect.top && other.bottom === rect.bottom : other.left === rect.left && other.right === rect.right;
  return even ? { cell: cell.pos, next: next + start } : null;
}

export const hasMany = (editor: Editor) => editor.state.selection instanceof CellSelection && editor.can().mergeCells();
export const canMerge = (editor: Editor, side: Side) => neighbour(editor, side) !== null;

export function merge(editor: Editor, side: Side): void {
  const at = neighbour(editor, side);
  if (at !== null) editor.chain().focus().setCellSelection({ anchorCell: at.cell, headCell: at.next }).mergeCells().run();
}
