// SPDX-License-Identifier: GPL-3.0-or-later
// Sổ đăng ký văn bản đi: the outgoing register of a unit, searched without diacritics, printed as a book (Decree 30/2020 Annex IV, R15).
import { Button, Group, Loader, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPrinter, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useLang, useT } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtIsoDay, yearToday } from '../ui/format';
import { recordsApi } from '../records/records';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi, type Row } from './api';
import { levelWords } from './Proof';
import { useKindName } from './words';
import classes from './desk.module.css';

function Line({ row }: { row: Row }) {
  const t = useT();
  const kindName = useKindName();
  const state = row.recalled_at !== null ? t('desk:register.recalled', { reason: row.recall_reason ?? '' }) : row.sealed_at === null ? t('desk:register.notSealed') : '';
  const note = [row.replaced_by === null ? '' : t('records:amend.remark', { code: row.replaced_by }), state].filter((x) => x !== '').join('. ');
  return (
    <Table.Tr data-recalled={row.recalled_at !== null || undefined}>
      <Table.Td className="pn-nowrap">{row.request === null ? row.code : <Link href={path.deskRequest(row.request)}>{row.code}</Link>}</Table.Td>
      <Table.Td className="pn-nowrap">{fmtIsoDay(row.issued_on)}</Table.Td>
      <Table.Td>{kindName(row)}</Table.Td>
      <Table.Td>{row.subject}</Table.Td>
      <Table.Td>{[row.capacity, row.signer ?? ''].join(' ').trim()}</Table.Td>
      <Table.Td>{row.drafter}</Table.Td>
      <Table.Td>{row.recipients.join('; ')}</Table.Td>
      <Table.Td ta="right">{row.pages ?? ''}</Table.Td>
      <Table.Td className="pn-nowrap">{row.sealed_at === null ? '' : fmtDate(row.sealed_at)}</Table.Td>
      <Table.Td data-testid="register-level">{row.level === null ? '' : t(levelWords[row.level])}</Table.Td>
      <Table.Td>{note}</Table.Td>
    </Table.Tr>
  );
}

function Book({ unit, year, q }: { unit: number; year: number; q: string }) {
  const t = useT();
  const { data, error, reload } = useQuery(`register ${unit} ${year} ${q}`, (signal) => deskApi.register(unit, year, q, signal));
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void reload()} />;
  if (data === undefined) return <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  if (data.rows.length === 0) return <Empty>{t('desk:register.none')}</Empty>;
  return (
    <div className={classes.book} tabIndex={0} role="region" aria-label={t('desk:register.title')}>
      <Table striped withTableBorder withColumnBorders data-testid="register">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('desk:register.code')}</Table.Th><Table.Th>{t('desk:register.date')}</Table.Th><Table.Th>{t('desk:register.kind')}</Table.Th><Table.Th>{t('desk:register.subject')}</Table.Th>
            <Table.Th>{t('desk:register.signer')}</Table.Th><Table.Th>{t('desk:register.drafter')}</Table.Th><Table.Th>{t('desk:register.recipients')}</Table.Th><Table.Th>{t('desk:register.pages')}</Table.Th>
            <Table.Th>{t('desk:register.sealed')}</Table.Th><Table.Th>{t('desk:register.level')}</Table.Th><Table.Th>{t('desk:register.note')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{data.rows.map((row) => <Line key={row.id} row={row} />)}</Table.Tbody>
      </Table>
    </div>
  );
}

export default function RegisterScreen() {
  const t = useT();
  const lang = useLang();
  const now = yearToday();
  const options = useQuery('desk options', deskApi.options);
  const [chosen, setChosen] = useState<string | null>(null);
  const [year, setYear] = useState(String(now));
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  usePageTitle(t('desk:register.title'));
  const units = options.data?.units ?? [];
  const unit = chosen ?? String(units.find((u) => u.clerk)?.id ?? units[0]?.id ?? '');
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Title order={1}>{t('desk:register.title')}</Title>
        <Button variant="default" component="a" href={recordsApi.bookPdf('out', Number(unit), `${year}-01-01`, `${year}-12-31`, lang)} target="_blank" rel="noopener" leftSection={<IconPrinter size={20} aria-hidden />}>{t('desk:register.print')}</Button>
      </Group>
      <Group gap="md" wrap="wrap" align="flex-end" className={classes.filters}>
        <Select label={t('desk:draft.unit')} data={units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setChosen} allowDeselect={false} w={{ base: '100%', sm: 340 }} />
        <Select label={t('desk:register.year')} data={[now, now - 1, now - 2].map(String)} value={year} onChange={(y) => setYear(y ?? String(now))} allowDeselect={false} w={130} />
        <TextInput label={t('desk:register.search')} leftSection={<IconSearch size={18} aria-hidden />} value={text} onChange={(e) => setText(e.currentTarget.value)} maxLength={100} w={{ base: '100%', sm: 280 }} />
      </Group>
      {unit !== '' && <Book unit={Number(unit)} year={Number(year)} q={q} />}
    </Stack>
  );
}
