// SPDX-License-Identifier: GPL-3.0-or-later
// Sổ văn bản đến: arrivals of the year with their state; the clerk registers, leaders and those in charge open one (R14, R15).
import { Badge, Button, Chip, Group, Loader, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPrinter, IconSearch, IconTransferIn } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useLang, useT, type Key } from '../i18n';
import { Codes } from '../ui/Codes';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtIsoDay, yearToday } from '../ui/format';
import { recordsApi } from '../records/records';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi } from './api';
import { useAnswerWords } from './Answers';
import { ArrivalDialog } from './ArrivalDialog';
import { ClockBadge } from './ClockBadge';
import { incomingApi, type Entry } from './incoming';
import { UrgencyBadge } from './words';
import classes from './desk.module.css';

export const entryWords: Record<Entry['state'], Key> = { registered: 'desk:in.state.registered', assigned: 'desk:in.state.assigned', done: 'desk:in.state.done', refused: 'desk:in.state.refused' };
export const entryColors: Record<Entry['state'], string> = { registered: 'warning', assigned: 'brand', done: 'success', refused: 'danger' };

function Line({ e }: { e: Entry }) {
  const t = useT();
  const words = useAnswerWords();
  const last = e.instructions[e.instructions.length - 1];
  const due = e.clock?.due_at ?? ((last?.due_on ?? e.due_on) === null ? null : `${last?.due_on ?? e.due_on}T00:00:00+07:00`);
  return (
    <Table.Tr>
      <Table.Td><Link href={path.arrival(e.id)}>{e.number}</Link></Table.Td>
      <Table.Td className="pn-nowrap">{fmtDate(e.arrived_at)}</Table.Td>
      <Table.Td>{e.from_org}</Table.Td>
      <Table.Td className="pn-nowrap">{e.code}</Table.Td>
      <Table.Td className="pn-nowrap">{e.issued_on === null ? '' : fmtIsoDay(e.issued_on)}</Table.Td>
      <Table.Td><Group gap={6} wrap="wrap"><UrgencyBadge urgency={e.urgency} /><span>{e.kind} {e.subject}</span></Group></Table.Td>
      <Table.Td>{last?.lead_name ?? ''}{last !== undefined && last.helpers.length > 0 && <Text size="sm" c="dimmed">{t('desk:in.helps', { names: last.helpers.join(', ') })}</Text>}</Table.Td>
      <Table.Td>{due !== null && <div className="pn-nowrap">{fmtDate(due)}</div>}{e.clock !== undefined && <ClockBadge clock={e.clock} />}</Table.Td>
      <Table.Td><Badge color={entryColors[e.state]}>{t(entryWords[e.state])}</Badge></Table.Td>
      <Table.Td data-testid="in-answered">{e.answers.filter((a) => a.code !== null).map((a, i) => <div key={i}>{a.request === null ? <Codes text={words(a)} /> : <Link href={path.deskRequest(a.request)}><Codes text={words(a)} /></Link>}</div>)}</Table.Td>
      <Table.Td><Codes text={e.refuse_reason ?? last?.report ?? ''} /></Table.Td>
    </Table.Tr>
  );
}

/** All, or those in one state, or what is overdue whatever its state. */
const shows = ['all', 'registered', 'assigned', 'late', 'done'] as const;
type Show = (typeof shows)[number];
const showWords: Record<Show, Key> = { all: 'desk:in.all', registered: 'desk:in.state.registered', assigned: 'desk:in.state.assigned', late: 'desk:in.onlyLate', done: 'desk:in.state.done' };
const isShown = (show: Show) => (e: Entry) => show === 'all' || (show === 'late' ? e.clock?.state === 'late' : e.state === show);

function Book({ rows }: { rows: Entry[] }) {
  const t = useT();
  if (rows.length === 0) return <Empty>{t('desk:in.none')}</Empty>;
  return (
    <div className={classes.book} tabIndex={0} role="region" aria-label={t('desk:in.title')}>
      <Table striped withTableBorder withColumnBorders data-testid="incoming">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('desk:in.number')}</Table.Th><Table.Th>{t('desk:in.arrived')}</Table.Th><Table.Th>{t('desk:in.from')}</Table.Th><Table.Th>{t('desk:register.code')}</Table.Th><Table.Th>{t('desk:register.date')}</Table.Th>
            <Table.Th>{t('desk:register.subject')}</Table.Th><Table.Th>{t('desk:in.lead')}</Table.Th><Table.Th>{t('desk:in.due')}</Table.Th><Table.Th>{t('desk:in.stateHead')}</Table.Th><Table.Th>{t('desk:answer.title')}</Table.Th><Table.Th>{t('desk:register.note')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{rows.map((e) => <Line key={e.id} e={e} />)}</Table.Tbody>
      </Table>
    </div>
  );
}

export default function IncomingScreen() {
  const t = useT();
  const lang = useLang();
  const now = yearToday();
  const options = useQuery('desk options', deskApi.options);
  const [chosen, setChosen] = useState<string | null>(null);
  const [year, setYear] = useState(String(now));
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const [adding, setAdding] = useState(false);
  const [show, setShow] = useState<Show>('all');
  usePageTitle(t('desk:in.title'));
  const units = options.data?.units ?? [];
  const unit = chosen ?? String(units.find((u) => u.clerk)?.id ?? units[0]?.id ?? '');
  const { data, error, reload } = useQuery(`incoming ${unit} ${year} ${q}`, (signal) => (unit === '' ? Promise.resolve({ rows: [], clerk: false, leader: false }) : incomingApi.list(Number(unit), Number(year), q, signal)));
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Title order={1}>{t('desk:in.title')}</Title>
        <Group gap="sm" wrap="wrap">
          <Button variant="default" component="a" href={recordsApi.bookPdf('in', Number(unit), `${year}-01-01`, `${year}-12-31`, lang)} target="_blank" rel="noopener" leftSection={<IconPrinter size={20} aria-hidden />}>{t('desk:register.print')}</Button>
          {data?.clerk && <Button leftSection={<IconTransferIn size={20} aria-hidden />} onClick={() => setAdding(true)} data-testid="in-add">{t('desk:in.add')}</Button>}
        </Group>
      </Group>
      <Group gap="md" wrap="wrap" align="flex-end" className={classes.filters}>
        <Select label={t('desk:in.unit')} data={units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setChosen} allowDeselect={false} w={{ base: '100%', sm: 340 }} />
        <Select label={t('desk:register.year')} data={[now, now - 1, now - 2].map(String)} value={year} onChange={(y) => setYear(y ?? String(now))} allowDeselect={false} w={130} />
        <TextInput label={t('desk:in.search')} leftSection={<IconSearch size={18} aria-hidden />} value={text} onChange={(e) => setText(e.currentTarget.value)} maxLength={100} w={{ base: '100%', sm: 280 }} />
      </Group>
      {data !== undefined && data.rows.length > 0 && (
        <div className={classes.filters}>
          <Chip.Group value={show} onChange={(s) => setShow(s as Show)}>
            <Group gap="sm" wrap="wrap">{shows.map((s) => <Chip key={s} value={s} size="md" data-testid={`in-show-${s}`}>{t(showWords[s])} ({data.rows.filter(isShown(s)).length})</Chip>)}</Group>
          </Chip.Group>
        </div>
      )}
      {error !== undefined && <ErrorNote error={error} onRetry={() => void reload()} />}
      {data === undefined ? error === undefined && <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack> : <Book rows={data.rows.filter(isShown(show))} />}
      {adding && <ArrivalDialog unit={Number(unit)} onClose={() => { setAdding(false); void reload(); }} />}
    </Stack>
  );
}
