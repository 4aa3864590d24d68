// SPDX-License-Identifier: GPL-3.0-or-later
// Registers and reports of a period (Decree 30/2020 Annex VI, R24), on screen and as sheets to print that say where they come from (R23).
import { Button, Group, Loader, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { deskApi } from '../desk/api';
import { useLang, useT, type Key } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { isoToday } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { recordsApi, type BookId } from './records';
import classes from './records.module.css';

const kinds: [BookId, Key][] = [
  ['out', 'records:book.out'], ['in', 'records:book.in'], ['in-handling', 'records:book.inHandling'], ['out-handling', 'records:book.outHandling'], ['files', 'records:book.files'], ['copies', 'records:book.copies'],
];

export function BookTable({ book, id, from, to }: { book: BookId; id: number; from: string; to: string }) {
  const t = useT();
  const lang = useLang();
  const { data, error, reload } = useQuery(`book ${book} ${id} ${from} ${to} ${lang}`, (signal) => recordsApi.book(book, id, from, to, lang, signal));
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void reload()} />;
  if (data === undefined) return <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  return (
    <Stack gap="xs">
      <Text fw={600}>{data.title}</Text>
      {data.period !== '' && <Text size="sm" c="dimmed">{data.period}</Text>}
      {data.rows.length === 0 ? <Empty>{t('records:book.none')}</Empty> : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={data.title}>
          <Table striped withTableBorder withColumnBorders data-testid="book" className={data.columns.length > 8 ? classes.wide : classes.less}>
            <Table.Thead><Table.Tr>{data.columns.map((c) => <Table.Th key={c.head}>{c.head}</Table.Th>)}</Table.Tr></Table.Thead>
            <Table.Tbody>{data.rows.map((row, i) => <Table.Tr key={i}>{row.map((cell, j) => <Table.Td key={j}>{cell}</Table.Td>)}</Table.Tr>)}</Table.Tbody>
          </Table>
        </div>
      )}
    </Stack>
  );
}

export default function BooksScreen() {
  const t = useT();
  const lang = useLang();
  const today = isoToday();
  const options = useQuery('desk options', deskApi.options);
  const [book, setBook] = useState<BookId>('out');
  const [chosen, setChosen] = useState<string | null>(null);
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(today);
  usePageTitle(t('records:book.title'));
  const units = options.data?.units ?? [];
  const unit = chosen ?? String(units.find((u) => u.clerk)?.id ?? units[0]?.id ?? '');
  const ready = unit !== '' && from.length === 10 && to.length === 10;
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Title order={1}>{t('records:book.title')}</Title>
        {ready && <Button component="a" href={recordsApi.bookPdf(book, Number(unit), from, to, lang)} target="_blank" rel="noopener" variant="default" leftSection={<IconPrinter size={20} aria-hidden />} data-testid="book-print">{t('records:book.print')}</Button>}
      </Group>
      <Group gap="md" wrap="wrap" align="flex-end">
        <Select label={t('records:book.which')} data={kinds.map(([value, label]) => ({ value, label: t(label) }))} value={book} onChange={(b) => setBook((b ?? 'out') as BookId)} allowDeselect={false} w={{ base: '100%', sm: 340 }} data-testid="book-which" />
        <Select label={t('desk:draft.unit')} data={units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setChosen} allowDeselect={false} w={{ base: '100%', sm: 320 }} />
        <TextInput type="date" label={t('records:book.from')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} w={{ base: '100%', xs: 170 }} />
        <TextInput type="date" label={t('records:book.to')} value={to} onChange={(e) => setTo(e.currentTarget.value)} w={{ base: '100%', xs: 170 }} />
      </Group>
      {ready && <BookTable book={book} id={Number(unit)} from={from} to={to} />}
    </Stack>
  );
}
