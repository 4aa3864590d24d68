// SPDX-License-Identifier: GPL-3.0-or-later
// A register on the screen: a ruled table where there is room, one card a line where there is not; for the ear it is a table in both.
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './record-table.module.css';

/** lead: what a line is called by; main: what it is about; day and count: short, not broken; long: a list or a remark. */
export type Column<R> = { head: string; cell: (row: R) => ReactNode; kind?: 'lead' | 'main' | 'day' | 'count' | 'long'; testid?: string };
type Props<R> = { label: string; columns: Column<R>[]; rows: R[]; id: (row: R, i: number) => number; testid: string; recalled?: (row: R) => boolean };

const isEmpty = (cell: ReactNode) => cell === null || cell === undefined || cell === '' || cell === false;

function Cell<R>({ c, row }: { c: Column<R>; row: R }) {
  const cell = c.cell(row);
  return (
    <Table.Td role="cell" data-kind={c.kind} data-empty={isEmpty(cell) || undefined} data-testid={c.testid}>
      <span className={classes.label} aria-hidden>{c.head}</span><div>{cell}</div>
    </Table.Td>
  );
}

export function RecordTable<R>({ label, columns, rows, id, testid, recalled }: Props<R>) {
  return (
    <div className={classes.frame} tabIndex={0} role="region" aria-label={label}>
      <Table withTableBorder withColumnBorders role="table" className={classes.table} data-testid={testid}>
        <Table.Thead role="rowgroup"><Table.Tr role="row">{columns.map((c) => <Table.Th key={c.head} role="columnheader" data-kind={c.kind}>{c.head}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row, i) => <Table.Tr key={id(row, i)} role="row" data-recalled={recalled?.(row) || undefined}>{columns.map((c) => <Cell key={c.head} c={c} row={row} />)}</Table.Tr>)}
        </Table.Tbody>
      </Table>
    </div>
  );
}
