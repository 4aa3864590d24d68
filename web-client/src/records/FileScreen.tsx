// SPDX-License-Identifier: GPL-3.0-or-later
// One file: its fields, the documents that lie in it, its list to print, and its end.
import { Badge, Button, Group, Loader, Modal, Stack, Text, Title } from '@mantine/core';
import { IconFolderOff, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { BackToDesk } from '../desk/BackToDesk';
import { useLang, useT } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { notifyDone } from '../ui/notify';
import { RecordTable, type Column } from '../ui/RecordTable';
import { usePageTitle } from '../ui/usePageTitle';
import { fmtIsoDay } from '../ui/format';
import { Handover } from './Readers';
import { recordsApi, type FileRow } from './records';
import classes from './records.module.css';

function useColumns(): Column<FileRow>[] {
  const t = useT();
  const to = (row: FileRow) => (row.request != null ? path.deskRequest(row.request) : row.entry != null ? path.arrival(row.entry) : null);
  return [
    { head: t('records:file.ordinal'), kind: 'lead', cell: (r) => r.ordinal },
    { head: t('desk:register.code'), cell: (r) => (r.code === undefined || r.code === '' ? '' : <span className="pn-nowrap">{r.code}</span>) },
    { head: t('desk:register.date'), kind: 'day', cell: (r) => (r.day == null ? '' : fmtIsoDay(r.day)) },
    { head: t('desk:register.subject'), kind: 'main', cell: (r) => (to(r) === null ? t('records:file.hidden') : <Link href={to(r)!}>{r.title}</Link>) },
    { head: t('records:file.addedBy'), cell: (r) => r.added_by },
  ];
}

function CloseDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = () => { setBusy(true); setError(null); return recordsApi.close(id).then(() => { notifyDone(t('records:file.closeDone')); onClose(); }).catch((cause: unknown) => { setError(toApiError(cause).sentence(lang)); setBusy(false); }); };
  return (
    <Modal opened onClose={onClose} title={t('records:file.close')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{t('records:file.closeText')}</Text>
        {error !== null && <Text c="danger" role="alert">{error}</Text>}
        <Group justify="flex-end" gap="sm"><Button variant="default" onClick={onClose}>{t('common:cancel')}</Button><Button loading={busy} onClick={() => void run()} data-testid="file-close-do">{t('records:file.close')}</Button></Group>
      </Stack>
    </Modal>
  );
}

export default function FileScreen({ file }: { file: number }) {
  const t = useT();
  const lang = useLang();
  const columns = useColumns();
  const [closing, setClosing] = useState(false);
  const { data: f, error, reload } = useQuery(`file ${file}`, (signal) => recordsApi.file(file, signal));
  usePageTitle(f?.title ?? t('records:file.list'));
  if (f === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Stack align="center" py="xl" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  return (
    <Stack gap="md" data-testid="work-file">
      <div>
        <BackToDesk to={path.workFiles} label={t('records:file.list')} />
        <Group gap="xs"><Text fw={600}>{f.catalog}/{f.notation}</Text><Badge color={f.ended_on === null ? 'brand' : 'gray'} data-testid="file-state">{t(f.ended_on === null ? 'records:file.open' : 'records:file.closed')}</Badge></Group>
        <Title order={1} fz={22} className={classes.breaks}>{f.title}</Title>
        <Text c="dimmed">{t('records:file.facts', { creator: f.creator, count: f.rows.length, maintenance: f.maintenance, from: fmtIsoDay(f.started_on) })}{f.ended_on !== null && ` ${t('records:file.ended', { at: fmtIsoDay(f.ended_on) })}`}</Text>
        <Handover f={f} />
        {f.rights !== '' && <Text>{t('records:file.rights')}: {f.rights}</Text>}
        {f.description !== '' && <Text>{f.description}</Text>}
      </div>
      <Group gap="sm" wrap="wrap">
        <Button component="a" href={recordsApi.bookPdf('file', f.id, '', '', lang)} target="_blank" rel="noopener" variant="default" leftSection={<IconPrinter size={20} aria-hidden />} data-testid="file-print">{t('records:file.print')}</Button>
        {f.mine && f.ended_on === null && f.rows.length > 0 && <Button variant="default" leftSection={<IconFolderOff size={20} aria-hidden />} onClick={() => setClosing(true)} data-testid="file-close">{t('records:file.close')}</Button>}
      </Group>
      {f.rows.length === 0 ? <Empty>{t('records:file.empty')}</Empty> : (
        <RecordTable label={f.title} columns={columns} rows={f.rows} id={(r) => r.ordinal} testid="file-rows" />
      )}
      {closing && <CloseDialog id={f.id} onClose={() => { setClosing(false); void reload(); }} />}
    </Stack>
  );
}
