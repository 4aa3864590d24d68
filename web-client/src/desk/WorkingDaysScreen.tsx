// SPDX-License-Identifier: GPL-3.0-or-later
// The working calendar of a year: what is off or worked against the common one, each day with the announcement that decides it; kept by administrators (R12).
import { Alert, Badge, Button, Group, Modal, SegmentedControl, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { http } from '../api/http';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { DateField } from '../ui/DateTimeField';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime, fmtDay, yearToday } from '../ui/format';
import { notifyDone, notifyError } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import classes from './desk.module.css';

type Day = { day: string; work: boolean; name: string; source: string; set_by: string | null; set_at: string };
const api = {
  list: (year: string, signal?: AbortSignal) => http.get<{ admin: boolean; days: Day[] }>(`/docs/calendar?year=${year}`, signal),
  set: (d: Pick<Day, 'day' | 'work' | 'name' | 'source'>) => http.put<object>('/docs/calendar', d),
  remove: (day: string) => http.post<object>('/docs/calendar/remove', { day }),
};
const noon = (day: string) => `${day}T12:00:00+07:00`;

function DayDialog({ first, year, onClose }: { first: Day | null; year: string; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [day, setDay] = useState(first?.day ?? `${year}-01-01`);
  const [work, setWork] = useState(first?.work ?? false);
  const [name, setName] = useState(first?.name ?? '');
  const [source, setSource] = useState(first?.source ?? '');
  const [error, setError] = useState<string | null>(null);
  const save = () => api.set({ day, work, name: name.trim(), source: source.trim() }).then(() => { notifyDone(t('work:days.saved')); onClose(); }).catch((cause: unknown) => setError(toApiError(cause).sentence(lang)));
  return (
    <Modal opened onClose={onClose} title={t('work:days.edit')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <DateField label={t('work:days.day')} value={day} onChange={setDay} disabled={first !== null} testId="day-date" />
        <SegmentedControl fullWidth value={work ? 'work' : 'off'} onChange={(v) => setWork(v === 'work')} data={[{ value: 'off', label: t('work:days.off') }, { value: 'work', label: t('work:days.work') }]} aria-label={t('work:days.kind')} />
        <TextInput label={t('work:days.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={100} data-testid="day-name" />
        <TextInput label={t('work:days.source')} description={t('work:days.sourceHelp')} value={source} onChange={(e) => setSource(e.currentTarget.value)} maxLength={200} data-testid="day-source" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button disabled={name.trim() === '' || day === ''} onClick={() => void save()} data-testid="day-save">{t('work:days.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Row({ d, admin, onEdit, onGone }: { d: Day; admin: boolean; onEdit: () => void; onGone: () => void }) {
  const t = useT();
  const gone = () => void api.remove(d.day).then(onGone).catch((cause: unknown) => notifyError(toApiError(cause)));
  return (
    <li className={classes.fileRow} data-testid="calendar-day">
      <Group justify="space-between" gap="sm" wrap="wrap">
        <div style={{ minWidth: 0 }}>
          <Group gap={6} wrap="wrap"><Text fw={600}>{fmtDay(noon(d.day))}</Text><Badge color={d.work ? 'brand' : 'success'}>{t(d.work ? 'work:days.work' : 'work:days.off')}</Badge></Group>
          <Text>{d.name}</Text>
          {d.source === '' ? <Badge color="warning" leftSection={<IconAlertTriangle size={14} aria-hidden />}>{t('work:days.unconfirmed')}</Badge> : <Text size="sm">{d.source}</Text>}
          {d.set_by !== null && <Text size="sm" c="dimmed">{t('work:days.setBy', { name: d.set_by, at: fmtDateTime(d.set_at) })}</Text>}
        </div>
        {admin && <Group gap="sm"><Button variant="default" onClick={onEdit}>{t('work:days.change')}</Button><Button variant="default" onClick={gone}>{t('work:days.remove')}</Button></Group>}
      </Group>
    </li>
  );
}

export default function WorkingDaysScreen() {
  const t = useT();
  const now = yearToday();
  const [year, setYear] = useState(String(now));
  const [editing, setEditing] = useState<Day | 'new' | null>(null);
  const { data, error, reload } = useQuery(`calendar ${year}`, (signal) => api.list(year, signal));
  usePageTitle(t('work:days.title'));
  const open = data?.days.filter((d) => d.source === '').length ?? 0;
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Title order={1}>{t('work:days.title')}</Title>
        {data?.admin === true && <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setEditing('new')} data-testid="day-add">{t('work:days.add')}</Button>}
      </Group>
      <Text>{t('work:days.about')}</Text>
      <Select label={t('desk:register.year')} data={[now + 1, now, now - 1].map(String)} value={year} onChange={(y) => setYear(y ?? String(now))} allowDeselect={false} w={130} />
      {error !== undefined && <ErrorNote error={error} onRetry={() => void reload()} />}
      {data === undefined && error === undefined && <Skeleton h={80} role="status" />}
      {data !== undefined && open > 0 && <Alert color="warning" role="status" icon={<IconAlertTriangle aria-hidden />} data-testid="calendar-open">{t('work:days.open', { count: open })}</Alert>}
      {data !== undefined && (data.days.length === 0 ? <Empty>{t('work:days.none', { year })}</Empty>
        : <ul className={`pn-plain ${classes.files}`}>{data.days.map((d) => <Row key={d.day} d={d} admin={data.admin} onEdit={() => setEditing(d)} onGone={() => void reload()} />)}</ul>)}
      {editing !== null && <DayDialog first={editing === 'new' ? null : editing} year={year} onClose={() => { setEditing(null); void reload(); }} />}
    </Stack>
  );
}
