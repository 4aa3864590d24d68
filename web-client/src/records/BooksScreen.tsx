// SPDX-License-Identifier: GPL-3.0-or-later
// Registers and reports of a period (Decree 30/2020 Annex VI, R24), on screen and as sheets to print that say where they come from (R23).
import { Button, Group, Loader, Select, Stack, Text, Title } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { BackToDesk } from '../desk/BackToDesk';
import { deskApi } from '../desk/api';
import { useLang, useT, type Key } from '../i18n';
import { Codes } from '../ui/Codes';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { isoToday } from '../ui/format';
import { DateField } from '../ui/DateTimeField';
import { RecordTable } from '../ui/RecordTable';
import { usePageTitle } from '../ui/usePageTitle';
import { recordsApi, type BookId } from './records';

const kinds: [BookId, Key][] = [
  ['out', 'records:book.out'], ['in', 'records:book.in'], ['in-handling', 'records:book.inHandling'], ['out-handling', 'records:book.outHandling'], ['files', 'records:book.files'], ['copies', 'records:book.copies'],
];

const LONG = 11; /* share of a column of lists or remarks (docs-service/core/books.c) */
/* What a line is called by, as the books of Annex IV head it. */
const LEADS = new Set(['Số, ký hiệu văn bản', 'Số, ký hiệu', 'Số đến', 'Số, ký hiệu bản sao', 'Số và ký hiệu hồ sơ', 'Số thứ tự', 'Number and symbol', 'No.', 'Notation']);

export function BookTable({ book, id, from, to }: { book: BookId; id: number; from: string; to: string }) {
  const t = useT();
  const lang = useLang();
  const { data, error, reload } = useQuery(`book ${book} ${id} ${from} ${to} ${lang}`, (signal) => recordsApi.book(book, id, from, to, lang, signal));
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void reload()} />;
  if (data === undefined) return <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  const main = data.columns.reduce((best, c, j) => (c.share > data.columns[best]!.share ? j : best), 0);
  const lead = data.columns.findIndex((c) => LEADS.has(c.head));
  return (
    <Stack gap="xs">
      <Text fw={600}>{data.title}</Text>
      {data.period !== '' && <Text size="sm" c="dimmed">{data.period}</Text>}
      {data.rows.length === 0 ? <Empty>{t('records:book.none')}</Empty> : (
        <RecordTable label={data.title} testid="book" rows={data.rows} id={(_, i) => i}
          columns={data.columns.map((c, j) => ({ head: c.head, cell: (row: string[]) => (row[j] === '' || row[j] === undefined ? '' : <Codes text={row[j]!} />), ...(j === main ? { kind: 'main' as const } : j === lead ? { kind: 'lead' as const } : c.share >= LONG ? { kind: 'long' as const } : {}) }))} />
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
        <div><BackToDesk /><Title order={1}>{t('records:book.title')}</Title></div>
        {ready && <Button component="a" href={recordsApi.bookPdf(book, Number(unit), from, to, lang)} target="_blank" rel="noopener" variant="default" leftSection={<IconPrinter size={20} aria-hidden />} data-testid="book-print">{t('records:book.print')}</Button>}
      </Group>
      <Group gap="md" wrap="wrap" align="flex-end">
        <Select label={t('records:book.which')} data={kinds.map(([value, label]) => ({ value, label: t(label) }))} value={book} onChange={(b) => setBook((b ?? 'out') as BookId)} allowDeselect={false} w={{ base: '100%', sm: 340 }} data-testid="book-which" />
        <Select label={t('records:file.unit')} data={units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setChosen} allowDeselect={false} w={{ base: '100%', sm: 320 }} />
        <DateField label={t('records:book.from')} value={from} onChange={setFrom} w={180} />
        <DateField label={t('records:book.to')} value={to} onChange={setTo} w={180} />
      </Group>
      {ready && <BookTable book={book} id={Number(unit)} from={from} to={to} />}
    </Stack>
  );
}
