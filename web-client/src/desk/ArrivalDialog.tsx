// SPDX-License-Identifier: GPL-3.0-or-later
// The clerk registers an arrival: the file and the fields of Annex VI (R18); its signatures are checked at once and the answer is kept (R14).
import { Alert, Button, FileInput, Group, Modal, NumberInput, Progress, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { unfit } from '../api/file-check';
import { upload, type UploadProgress } from '../api/upload';
import { path } from '../app/routes';
import { useLang, useT, type Key } from '../i18n';
import { recordsApi } from '../records/records';
import { DateField } from '../ui/DateTimeField';
import { notifyDone, notifyError } from '../ui/notify';
import { type Urgency } from './api';
import { incomingApi, type NewEntry } from './incoming';
import { urgencyWords } from './words';

const extras = ['from_code', 'signer_title', 'signer_name', 'language', 'description', 'to_places'] as const;
type Extra = (typeof extras)[number];
/** Lengths of Annex VI (R18). */
const extraFields: Record<Extra, { label: Key; max: number }> = {
  from_code: { label: 'records:fields.fromCode', max: 13 }, signer_title: { label: 'records:fields.signerTitle', max: 100 }, signer_name: { label: 'records:fields.signerName', max: 50 },
  language: { label: 'records:fields.Language', max: 30 }, description: { label: 'records:fields.Description', max: 500 }, to_places: { label: 'records:fields.toPlaces', max: 1000 },
};
type Form = { file: File | null; from_org: string; code: string; issued_on: string; kind: string; subject: string; urgency: Urgency; due_on: string; copies: number } & Record<Extra, string>;
const empty: Form = { file: null, from_org: '', code: '', issued_on: '', kind: '', subject: '', urgency: 'normal', due_on: '', copies: 1, from_code: '', signer_title: '', signer_name: '', language: 'Tiếng Việt', description: '', to_places: '' };

function toEntry(f: Form): NewEntry {
  const some = (key: 'code' | 'issued_on' | 'kind' | 'due_on' | Extra) => (f[key].trim() === '' ? {} : { [key]: f[key].trim() });
  return { from_org: f.from_org.trim(), subject: f.subject.trim(), urgency: f.urgency, copies: f.copies, ...some('code'), ...some('issued_on'), ...some('kind'), ...some('due_on'), ...Object.assign({}, ...extras.map(some)) };
}

/** R19: said before it is registered a second time. */
function Same({ unit, code, from }: { unit: number; code: string; from: string }) {
  const t = useT();
  const [asked] = useDebouncedValue(`${code.trim()}\n${from.trim()}`, 300);
  const [c = '', o = ''] = asked.split('\n');
  const { data } = useQuery(`same ${unit} ${asked}`, (signal) => (c === '' || o === '' ? Promise.resolve({ same: [] }) : recordsApi.same(unit, c, o, signal)));
  if (data === undefined || data.same.length === 0) return null;
  return <Alert color="warning" role="alert" data-testid="in-same">{t('records:fields.same', { numbers: data.same.map((s) => `${s.number}/${s.year}`).join(', ') })}</Alert>;
}

function More({ f, set }: { f: Form; set: (patch: Partial<Form>) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  if (!open) return <Button variant="default" onClick={() => setOpen(true)} data-testid="in-more">{t('records:fields.more')}</Button>;
  return (
    <>
      <NumberInput label={t('records:fields.copies')} value={f.copies} min={1} max={10000} hideControls onChange={(v) => set({ copies: Math.max(1, Number(v) || 1) })} />
      {extras.map((key) => <TextInput key={key} label={t(extraFields[key].label)} value={f[key]} maxLength={extraFields[key].max} onChange={(e) => set({ [key]: e.currentTarget.value })} />)}
    </>
  );
}

export function ArrivalDialog({ unit, onClose }: { unit: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [, go] = useLocation();
  const [f, setF] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const [error, setError] = useState<string | null>(null);
  const set = (patch: Partial<Form>) => setF((old) => ({ ...old, ...patch }));
  const save = async () => {
    if (f.file === null) return;
    setBusy(true);
    setError(null);
    let made: { id: number; number: number; document: number; same: number[] } | null = null;
    try {
      const unfitting = await unfit(f.file, 'pdf');
      if (unfitting !== null) {
        setError(t(unfitting));
        setBusy(false);
        return;
      }
      made = await incomingApi.register(unit, toEntry(f));
      await upload({ document: made.document }, f.file, setProgress, new AbortController().signal);
      await incomingApi.check(made.id);
      notifyDone(made.same.length > 0 ? t('desk:in.savedTwice', { number: made.number, same: made.same.join(', ') }) : t('desk:in.saved', { number: made.number }));
      onClose();
      go(path.arrival(made.id));
    } catch (cause) {
      // It has its number: the file is brought on its own page, not by registering it a second time.
      if (made !== null) {
        notifyError(toApiError(cause));
        onClose();
        go(path.arrival(made.id));
        return;
      }
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const ready = f.file !== null && f.from_org.trim() !== '' && f.subject.trim() !== '';
  return (
    <Modal opened onClose={onClose} size="lg" title={t('desk:in.add')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <FileInput label={t('desk:in.file')} placeholder={t('desk:in.fileChoose')} leftSection={<IconUpload size={20} aria-hidden />} accept="application/pdf" value={f.file} onChange={(file) => set({ file })} required withAsterisk={false} data-testid="in-file" />
        <TextInput label={t('desk:in.from')} value={f.from_org} onChange={(e) => set({ from_org: e.currentTarget.value })} maxLength={200} required withAsterisk={false} data-testid="in-from" />
        <Group grow align="flex-start">
          <TextInput label={t('desk:register.code')} placeholder="12/CV-STC" value={f.code} onChange={(e) => set({ code: e.currentTarget.value })} maxLength={42} />
          <DateField label={t('desk:register.date')} value={f.issued_on} onChange={(issued_on) => set({ issued_on })} />
        </Group>
        <TextInput label={t('desk:draft.kind')} value={f.kind} onChange={(e) => set({ kind: e.currentTarget.value })} maxLength={100} />
        <Textarea label={t('desk:draft.subject')} autosize minRows={2} value={f.subject} onChange={(e) => set({ subject: e.currentTarget.value })} maxLength={500} required withAsterisk={false} data-testid="in-subject" />
        <Group grow align="flex-start">
          <Select label={t('desk:draft.urgency')} data={(Object.keys(urgencyWords) as Urgency[]).map((u) => ({ value: u, label: t(urgencyWords[u]) }))} value={f.urgency} onChange={(u) => set({ urgency: (u ?? 'normal') as Urgency })} allowDeselect={false} />
          <DateField label={t('desk:in.due')} value={f.due_on} onChange={(due_on) => set({ due_on })} />
        </Group>
        <More f={f} set={set} />
        <Same unit={unit} code={f.code} from={f.from_org} />
        {progress !== null && <div role="status"><Text size="sm">{t(progress.step === 'no_room' ? 'draft:phase.no_room' : progress.phase === 'checking' ? 'desk:in.checking' : 'desk:in.sending')}</Text><Progress value={progress.size === 0 ? 0 : (100 * progress.sent) / progress.size} aria-label={t('desk:in.sending')} /></div>}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={!ready} onClick={() => void save()} data-testid="in-save">{t('desk:in.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
