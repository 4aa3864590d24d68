// SPDX-License-Identifier: GPL-3.0-or-later
// Sổ đăng ký văn bản đi: the outgoing register of a unit, searched without diacritics, printed as a book (Decree 30/2020 Annex IV, R15).
import { Button, Group, Loader, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileText, IconPrinter, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useLang, useT } from '../i18n';
import { Codes } from '../ui/Codes';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtIsoDay, yearToday } from '../ui/format';
import { recordsApi } from '../records/records';
import { RecordTable, type Column } from '../ui/RecordTable';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi, type Row } from './api';
import { BackToDesk } from './BackToDesk';
import { PaperDialog, secrecyWords } from './PaperDialog';
import { LevelWords } from './Proof';
import { useKindName } from './words';
import classes from './desk.module.css';

/** What became of it, in words: replaced, taken back, not sealed yet. */
function Note({ row }: { row: Row }) {
  const t = useT();
  return (
    <>
      {row.paper && <Text size="sm">{t('desk:paper.kept')}{row.secrecy === 'none' ? '' : `, ${t(secrecyWords[row.secrecy])}`}</Text>}
      {row.replaced_by !== null && <Text size="sm"><Codes text={t('records:amend.remark', { code: row.replaced_by })} /></Text>}
      {row.recalled_at !== null && <Text size="sm" c="danger" fw={600}>{t('desk:register.recalled', { reason: row.recall_reason ?? '' })}</Text>}
      {row.recalled_at === null && row.sealed_at === null && <Text size="sm">{t('desk:register.notSealed')}</Text>}
    </>
  );
}

function useColumns(): Column<Row>[] {
  const t = useT();
  const kindName = useKindName();
  return [
    { head: t('desk:register.code'), kind: 'lead', cell: (r) => (r.request === null ? r.code : <Link href={path.deskRequest(r.request)}>{r.code}</Link>) },
    { head: t('desk:register.date'), kind: 'day', cell: (r) => fmtIsoDay(r.issued_on) },
    { head: t('desk:register.kind'), cell: (r) => kindName(r) },
    { head: t('desk:register.subject'), kind: 'main', cell: (r) => r.subject },
    { head: t('desk:register.signer'), cell: (r) => [r.capacity, r.signer ?? ''].join(' ').trim() },
    { head: t('desk:register.drafter'), cell: (r) => r.drafter },
    { head: t('desk:register.recipients'), kind: 'long', cell: (r) => r.recipients.join('; ') },
    { head: t('desk:register.pages'), kind: 'count', cell: (r) => r.pages },
    { head: t('desk:register.sealed'), kind: 'day', cell: (r) => (r.sealed_at === null ? '' : fmtDate(r.sealed_at)) },
    { head: t('desk:register.level'), testid: 'register-level', cell: (r) => (r.level === null ? '' : <LevelWords level={r.level} />) },
    { head: t('desk:register.note'), kind: 'long', cell: (r) => (!r.paper && r.replaced_by === null && r.recalled_at === null && r.sealed_at !== null ? '' : <Note row={r} />) },
  ];
}

function Book({ unit, year, q }: { unit: number; year: number; q: string }) {
  const t = useT();
  const columns = useColumns();
  const [adding, setAdding] = useState(false);
  const { data, error, reload } = useQuery(`register ${unit} ${year} ${q}`, (signal) => deskApi.register(unit, year, q, signal));
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void reload()} />;
  if (data === undefined) return <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  return (
    <>
      {data.clerk && <div className={classes.filters}><Button variant="default" leftSection={<IconFileText size={20} aria-hidden />} onClick={() => setAdding(true)} data-testid="paper-add">{t('desk:paper.title')}</Button></div>}
      {adding && <PaperDialog unit={unit} onClose={() => { setAdding(false); void reload(); }} />}
      {data.rows.length === 0 ? <Empty>{t('desk:register.none')}</Empty>
        : <RecordTable label={t('desk:register.title')} columns={columns} rows={data.rows} id={(r) => r.id} testid="register" recalled={(r) => r.recalled_at !== null} />}
    </>
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
        <div><BackToDesk /><Title order={1}>{t('desk:register.title')}</Title></div>
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
