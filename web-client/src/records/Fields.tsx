// SPDX-License-Identifier: GPL-3.0-or-later
// The sixteen groups of Annex VI (R18): what the system knows stands there by itself, the rest is filled in here.
import { ActionIcon, Alert, Button, Group, Modal, NumberInput, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { IconForms, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { urgencyWords } from '../desk/words';
import { useLang, useT, type Key } from '../i18n';
import { notifyDone } from '../ui/notify';
import { fmtIsoDay } from '../ui/format';
import { recordsApi, type Fields as Groups, type Receiver } from './records';
import classes from './records.module.css';

function rows(f: Groups, t: (key: Key) => string): [Key, string][] {
  return [
    ['records:fields.FileCode', f.FileCode === null ? '' : `${f.FileCode.OrganId}.${f.FileCode.FileCatalog}.${f.FileCode.FileNotation}`], ['records:fields.DocOrdinal', f.DocOrdinal === null ? '' : String(f.DocOrdinal)],
    ['records:fields.TypeName', f.TypeName], ['records:fields.CodeNumber', f.CodeNumber ?? ''], ['records:fields.CodeNotation', f.CodeNotation ?? ''], ['records:fields.IssuedDate', f.IssuedDate === null ? '' : fmtIsoDay(f.IssuedDate)],
    ['records:fields.OrganName', f.OrganName], ['records:fields.Subject', f.Subject], ['records:fields.Language', f.Language], ['records:fields.PageAmount', f.PageAmount === null ? '' : String(f.PageAmount)],
    ['records:fields.Description', f.Description], ['records:fields.SignerInfo', f.SignerInfo === null ? '' : [f.SignerInfo.Position, f.SignerInfo.FullName].filter((x) => x !== '').join(', ')],
    ['records:fields.To', f.To.map((r) => (r.organ_id === '' ? r.organ_name : `${r.organ_name} (${r.organ_id})`)).join('; ')], ['records:fields.Priority', t(urgencyWords[f.Priority])],
    ['records:fields.IssuedAmount', String(f.IssuedAmount)], ['records:fields.DueDate', f.DueDate === null ? '' : fmtIsoDay(f.DueDate)],
  ];
}

function EditDialog({ request, f, onClose }: { request: number; f: Groups; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [language, setLanguage] = useState(f.Language);
  const [description, setDescription] = useState(f.Description);
  const [amount, setAmount] = useState(f.IssuedAmount);
  const [to, setTo] = useState<Receiver[]>(f.To.length > 0 ? f.To : f.recipients.map((organ_name) => ({ organ_id: '', organ_name: organ_name.slice(0, 200) })));
  const [error, setError] = useState<string | null>(null);
  const change = (at: number, patch: Partial<Receiver>) => setTo((old) => old.map((r, i) => (i === at ? { ...r, ...patch } : r)));
  const [busy, setBusy] = useState(false);
  const run = () => { setBusy(true); setError(null); return recordsApi.saveFields(request, { language: language.trim(), description: description.trim(), issued_amount: amount, receivers: to.filter((r) => r.organ_name.trim() !== '') })
    .then(() => { notifyDone(t('records:fields.saved')); onClose(); })
    .catch((cause: unknown) => { setError(toApiError(cause).sentence(lang)); setBusy(false); }); };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('records:fields.edit')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Group grow align="flex-start">
          <TextInput label={t('records:fields.Language')} value={language} maxLength={30} onChange={(e) => setLanguage(e.currentTarget.value)} />
          <NumberInput label={t('records:fields.IssuedAmount')} value={amount} min={1} max={100000} onChange={(v) => setAmount(Math.max(1, Number(v) || 1))} hideControls data-testid="fields-amount" />
        </Group>
        <Textarea label={t('records:fields.Description')} autosize minRows={2} value={description} maxLength={500} onChange={(e) => setDescription(e.currentTarget.value)} />
        <fieldset className={classes.pages}>
          <legend><Text component="span" fw={600}>{t('records:fields.To')}</Text></legend>
          <Stack gap="xs" mt="xs">
            {to.map((r, i) => (
              <Group key={i} gap="xs" wrap="nowrap" align="flex-end">
                <TextInput label={t('records:fields.organName')} value={r.organ_name} maxLength={200} onChange={(e) => change(i, { organ_name: e.currentTarget.value })} className={classes.grow} />
                <TextInput label={t('records:fields.organId')} value={r.organ_id} maxLength={13} onChange={(e) => change(i, { organ_id: e.currentTarget.value })} w={130} />
                <ActionIcon variant="subtle" color="danger" size={44} onClick={() => setTo((old) => old.filter((_, j) => j !== i))} aria-label={t('records:fields.removeReceiver', { name: r.organ_name })}><IconTrash size={20} aria-hidden /></ActionIcon>
              </Group>
            ))}
            {to.length < 200 && <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setTo((old) => [...old, { organ_id: '', organ_name: '' }])}>{t('records:fields.addReceiver')}</Button>}
          </Stack>
        </fieldset>
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm"><Button variant="default" onClick={onClose}>{t('common:cancel')}</Button><Button loading={busy} disabled={language.trim() === ''} onClick={() => void run()} data-testid="fields-save">{t('records:fields.save')}</Button></Group>
      </Stack>
    </Modal>
  );
}

function FieldsDialog({ request, onClose }: { request: number; onClose: () => void }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { data: f, reload } = useQuery(`fields ${request}`, (signal) => recordsApi.fields(request, signal));
  if (f === undefined) return null;
  if (editing) return <EditDialog request={request} f={f} onClose={() => { setEditing(false); void reload(); }} />;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('records:fields.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text size="sm">{t('records:fields.about')}</Text>
        <dl className={classes.facts} data-testid="fields">{rows(f, t).map(([label, value]) => <div key={label}><dt>{t(label)}</dt><dd>{value === '' ? '–' : value}</dd></div>)}</dl>
        {f.editable && <Group justify="flex-end"><Button onClick={() => setEditing(true)} data-testid="fields-edit">{t('records:fields.edit')}</Button></Group>}
      </Stack>
    </Modal>
  );
}

export function Fields({ request }: { request: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={t('records:fields.title')}>
      <Title order={3} fz={16} mb="xs">{t('records:fields.title')}</Title>
      <Button variant="default" fullWidth leftSection={<IconForms size={20} aria-hidden />} onClick={() => setOpen(true)} data-testid="fields-open">{t('records:fields.open')}</Button>
      {open && <FieldsDialog request={request} onClose={() => setOpen(false)} />}
    </section>
  );
}
