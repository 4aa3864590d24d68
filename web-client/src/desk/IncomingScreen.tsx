// SPDX-License-Identifier: GPL-3.0-or-later
// Sổ văn bản đến: arrivals of the year with their state; the clerk registers, leaders and those in charge open one (R14, R15).
import { Badge, Button, Chip, Group, Loader, Select, Stack, Text, TextInput, Title } from '@mantine/core';
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
import { RecordTable, type Column } from '../ui/RecordTable';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi } from './api';
import { useAnswerWords } from './Answers';
import { BackToDesk } from './BackToDesk';
import { ArrivalDialog } from './ArrivalDialog';
import { ClockBadge } from './ClockBadge';
import { incomingApi, type Entry } from './incoming';
import { UrgencyBadge } from './words';
import classes from './desk.module.css';

export const entryWords: Record<Entry['state'], Key> = { registered: 'desk:in.state.registered', assigned: 'desk:in.state.assigned', done: 'desk:in.state.done', refused: 'desk:in.state.refused' };
export const entryColors: Record<Entry['state'], string> = { registered: 'warning', assigned: 'brand', done: 'success', refused: 'danger' };

function useColumns(): Column<Entry>[] {
  const t = useT();
  const words = useAnswerWords();
  const last = (e: Entry) => e.instructions[e.instructions.length - 1];
  const due = (e: Entry) => e.clock?.due_at ?? ((last(e)?.due_on ?? e.due_on) === null ? null : `${last(e)?.due_on ?? e.due_on}T00:00:00+07:00`);
  const answers = (e: Entry) => e.answers.filter((a) => a.code !== null);
  const helpers = (e: Entry) => last(e)?.helpers ?? [];
  return [
    { head: t('desk:in.number'), kind: 'lead', cell: (e) => <Link href={path.arrival(e.id)}>{e.number}</Link> },
    { head: t('desk:in.arrived'), kind: 'day', cell: (e) => fmtDate(e.arrived_at) },
    { head: t('desk:in.from'), cell: (e) => e.from_org },
    { head: t('desk:in.reference'), cell: (e) => (e.code === '' && e.issued_on === null ? '' : <>{e.code !== '' && <div className="pn-nowrap">{e.code}</div>}{e.issued_on !== null && <div className="pn-nowrap">{fmtIsoDay(e.issued_on)}</div>}</>) },
    { head: t('desk:register.subject'), kind: 'main', cell: (e) => <><UrgencyBadge urgency={e.urgency} /> {e.kind} {e.subject}</> },
    { head: t('desk:in.lead'), cell: (e) => (last(e) === undefined ? '' : <div>{last(e)!.lead_name}{helpers(e).length > 0 && <Text size="sm" c="dimmed">{t('desk:in.helps', { names: helpers(e).join(', ') })}</Text>}</div>) },
    { head: t('desk:in.due'), kind: 'long', cell: (e) => (due(e) === null && e.clock === undefined ? '' : <div>{due(e) !== null && <div className="pn-nowrap">{fmtDate(due(e)!)}</div>}{e.clock !== undefined && <ClockBadge clock={e.clock} />}</div>) },
    { head: t('desk:in.stateHead'), cell: (e) => <Badge color={entryColors[e.state]} styles={{ label: { whiteSpace: 'nowrap' } }}>{t(entryWords[e.state])}</Badge> },
    { head: t('desk:answer.title'), testid: 'in-answered', cell: (e) => (answers(e).length === 0 ? '' : <div>{answers(e).map((a, i) => <div key={i}>{a.request === null ? <Codes text={words(a)} /> : <Link href={path.deskRequest(a.request)}><Codes text={words(a)} /></Link>}</div>)}</div>) },
    { head: t('desk:register.note'), cell: (e) => ((e.refuse_reason ?? last(e)?.report ?? '') === '' ? '' : <Codes text={e.refuse_reason ?? last(e)?.report ?? ''} />) },
  ];
}

/** All, or those in one state, or what is overdue whatever its state. */
const shows = ['all', 'registered', 'assigned', 'late', 'done'] as const;
type Show = (typeof shows)[number];
const showWords: Record<Show, Key> = { all: 'desk:in.all', registered: 'desk:in.state.registered', assigned: 'desk:in.state.assigned', late: 'desk:in.onlyLate', done: 'desk:in.state.done' };
const isShown = (show: Show) => (e: Entry) => show === 'all' || (show === 'late' ? e.clock?.state === 'late' : e.state === show);

function Book({ rows }: { rows: Entry[] }) {
  const t = useT();
  const columns = useColumns();
  if (rows.length === 0) return <Empty>{t('desk:in.none')}</Empty>;
  return <RecordTable label={t('desk:in.title')} columns={columns} rows={rows} id={(e) => e.id} testid="incoming" />;
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
        <div><BackToDesk /><Title order={1}>{t('desk:in.title')}</Title></div>
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
