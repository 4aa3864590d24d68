// SPDX-License-Identifier: GPL-3.0-or-later
// Danh mục hồ sơ: the files of a body; an official opens one (Decree 30/2020 Art. 28-30, R17, R18).
import { Alert, Badge, Button, Group, Loader, Modal, NumberInput, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { BackToDesk } from '../desk/BackToDesk';
import { deskApi } from '../desk/api';
import { useLang, useT } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtIsoDay, yearToday } from '../ui/format';
import { Handover } from './Readers';
import { usePageTitle } from '../ui/usePageTitle';
import { recordsApi, type WorkFile } from './records';
import classes from './records.module.css';


function OpenDialog({ unit, onClose }: { unit: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [, go] = useLocation();
  const [f, setF] = useState({ catalog: yearToday(), notation: '', title: '', maintenance: '', rights: '', description: '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const set = (patch: Partial<typeof f>) => setF((old) => ({ ...old, ...patch }));
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      go(path.workFile((await recordsApi.openFile(unit, { ...f, notation: f.notation.trim(), title: f.title.trim(), maintenance: f.maintenance.trim() })).id));
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const ready = f.notation.trim() !== '' && f.title.trim() !== '' && f.maintenance.trim() !== '';
  return (
    <Modal opened onClose={onClose} size="lg" title={t('records:file.add')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Group grow align="flex-start">
          <NumberInput label={t('records:file.catalog')} value={f.catalog} min={1990} max={2999} hideControls onChange={(v) => set({ catalog: Number(v) })} />
          <TextInput label={t('records:file.notation')} placeholder="01/TH" value={f.notation} maxLength={20} onChange={(e) => set({ notation: e.currentTarget.value })} data-testid="file-notation" />
        </Group>
        <Textarea label={t('records:file.title')} autosize minRows={2} value={f.title} maxLength={500} onChange={(e) => set({ title: e.currentTarget.value })} data-testid="file-title" />
        <Group grow align="flex-start">
          <TextInput label={t('records:file.maintenance')} placeholder={t('records:file.maintenanceSample')} value={f.maintenance} maxLength={30} onChange={(e) => set({ maintenance: e.currentTarget.value })} data-testid="file-maintenance" />
          <TextInput label={t('records:file.rights')} value={f.rights} maxLength={30} onChange={(e) => set({ rights: e.currentTarget.value })} />
        </Group>
        <Textarea label={t('records:fields.Description')} autosize minRows={2} value={f.description} maxLength={500} onChange={(e) => set({ description: e.currentTarget.value })} />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={!ready} onClick={() => void save()} data-testid="file-save">{t('records:file.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Line({ f }: { f: WorkFile }) {
  const t = useT();
  return (
    <li>
      <Link href={path.workFile(f.id)} className={classes.file}>
        <Group gap="xs" wrap="wrap"><Text fw={600} className="pn-nowrap">{f.catalog}/{f.notation}</Text><Badge color={f.ended_on === null ? 'brand' : 'gray'}>{t(f.ended_on === null ? 'records:file.open' : 'records:file.closed')}</Badge></Group>
        <Text className={classes.breaks}>{f.title}</Text>
        <Text size="sm" c="dimmed">{t('records:file.facts', { creator: f.creator, count: f.documents, maintenance: f.maintenance, from: fmtIsoDay(f.started_on) })}</Text>
        <Handover f={f} />
      </Link>
    </li>
  );
}

export default function FilesScreen() {
  const t = useT();
  const options = useQuery('desk options', deskApi.options);
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  usePageTitle(t('records:file.list'));
  const units = options.data?.units ?? [];
  const unit = chosen ?? String(units.find((u) => u.clerk)?.id ?? units[0]?.id ?? '');
  const { data, error, reload } = useQuery(`files ${unit}`, (signal) => (unit === '' ? Promise.resolve({ files: [] }) : recordsApi.files(Number(unit), signal)));
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <div><BackToDesk /><Title order={1}>{t('records:file.list')}</Title></div>
        {data !== undefined && unit !== '' && <Button leftSection={<IconFolderPlus size={20} aria-hidden />} onClick={() => setAdding(true)} data-testid="file-add">{t('records:file.add')}</Button>}
      </Group>
      <Select label={t('records:file.unit')} data={units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setChosen} allowDeselect={false} maw={340} />
      {error !== undefined && <ErrorNote error={error} onRetry={() => void reload()} />}
      {data === undefined ? error === undefined && <Stack align="center" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>
        : data.files.length === 0 ? <Empty>{t('records:file.none')}</Empty> : <ul className={`pn-plain ${classes.list}`} data-testid="files">{data.files.map((f) => <Line key={f.id} f={f} />)}</ul>}
      {adding && <OpenDialog unit={Number(unit)} onClose={() => setAdding(false)} />}
    </Stack>
  );
}
