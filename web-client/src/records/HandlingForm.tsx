// SPDX-License-Identifier: GPL-3.0-or-later
// Phiếu giải quyết văn bản đến: opinions of leader, head of unit and official (Decree 30/2020 Annex IV, R15); who is asked writes his own block here.
import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconMessagePlus, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { deskApi } from '../desk/api';
import { useLang, useT, type Key } from '../i18n';
import { DateField } from '../ui/DateTimeField';
import { notifyDone } from '../ui/notify';
import { recordsApi, type Opinion } from './records';
import classes from './records.module.css';

function Block({ title, entries }: { title: Key; entries: Opinion[] }) {
  const t = useT();
  return (
    <div className={classes.block}>
      <Text fw={600}>{t(title)}</Text>
      {entries.length === 0 ? <Text size="sm" c="dimmed">{t('records:form.none')}</Text>
        : entries.map((o, i) => <div key={i}><Text className={classes.said}>{o.text}</Text><Text size="sm" c="dimmed">{o.by}</Text></div>)}
    </div>
  );
}

function OpinionDialog({ entry, head, onClose }: { entry: number; head: boolean; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [opinion, setOpinion] = useState('');
  const [assignee, setAssignee] = useState<string | null>(null);
  const [due, setDue] = useState('');
  const [error, setError] = useState<string | null>(null);
  const options = useQuery('desk options', deskApi.options);
  const [busy, setBusy] = useState(false);
  const run = () => { setBusy(true); setError(null); return recordsApi.opinion(entry, { opinion: opinion.trim(), ...(assignee === null ? {} : { assignee: Number(assignee) }), ...(due === '' ? {} : { due_on: due }) })
    .then(() => { notifyDone(t('records:form.done')); onClose(); })
    .catch((cause: unknown) => { setError(toApiError(cause).sentence(lang)); setBusy(false); }); };
  return (
    <Modal opened onClose={onClose} title={t('records:form.give')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Textarea label={t('records:form.opinion')} autosize minRows={3} maxLength={2000} value={opinion} onChange={(e) => setOpinion(e.currentTarget.value)} data-testid="form-opinion" />
        {head && <Select label={t('records:form.assignee')} searchable clearable value={assignee} onChange={setAssignee} nothingFoundMessage={t('common:nobody')} data={(options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }))} />}
        {head && <DateField label={t('desk:in.due')} value={due} onChange={setDue} />}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm"><Button variant="default" onClick={onClose}>{t('common:cancel')}</Button><Button loading={busy} disabled={opinion.trim() === ''} onClick={() => void run()} data-testid="form-save">{t('records:form.save')}</Button></Group>
      </Stack>
    </Modal>
  );
}

export function HandlingForm({ entry, state }: { entry: number; state: string }) {
  const t = useT();
  const lang = useLang();
  const [asking, setAsking] = useState(false);
  const { data, reload } = useQuery(`form ${entry} ${state} ${lang}`, (signal) => recordsApi.form(entry, lang, signal));
  if (data === undefined) return null;
  return (
    <section aria-label={t('records:form.title')} data-testid="handling-form">
      <Title order={2} fz={16} mb="xs">{t('records:form.title')}</Title>
      <Stack gap="sm">
        <Block title="records:form.leader" entries={data.leader} />
        <Block title="records:form.head" entries={data.head} />
        <Block title="records:form.officer" entries={data.officer} />
        {data.block !== null && <Button variant="default" leftSection={<IconMessagePlus size={20} aria-hidden />} onClick={() => setAsking(true)} data-testid="form-give">{t('records:form.give')}</Button>}
        <Button component="a" href={recordsApi.formPdf(entry, lang)} target="_blank" rel="noopener" variant="default" leftSection={<IconPrinter size={20} aria-hidden />} data-testid="form-print">{t('records:form.print')}</Button>
      </Stack>
      {asking && <OpinionDialog entry={entry} head={data.block === 'head'} onClose={() => { setAsking(false); void reload(); }} />}
    </section>
  );
}
