// SPDX-License-Identifier: GPL-3.0-or-later
// A draft as a form: kind, subject, urgency, text, who signs in what capacity; the paper it becomes stands beside it (R1, R2, R18).
import { Alert, Button, Group, Loader, Select, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { usePageTitle } from '../ui/usePageTitle';
import { DocumentViewer } from '../viewer';
import { deskApi, type Detail, type Draft, type Options, type Urgency } from './api';
import { urgencyWords } from './words';
import classes from './desk.module.css';

type Form = { unit: string | null; kind: string | null; subject: string; urgency: Urgency; text: string; addressees: string; recipients: string; signer: string | null; numberFirst: boolean };

const lines = (text: string) => text.split('\n').map((l) => l.trim()).filter((l) => l !== '');

function start(d: Detail | null, options: Options, kind: string | null): Form {
  return {
    unit: String(d?.unit_id ?? options.units[0]?.id ?? ''), kind: d?.kind ?? kind, subject: d?.subject ?? '', urgency: d?.urgency ?? 'normal',
    text: (d?.body?.paragraphs ?? []).join('\n'), addressees: (d?.body?.addressees ?? []).join('\n'), recipients: (d?.recipients ?? []).join('\n'),
    signer: d?.body?.signer === undefined ? null : `${d.body.signer} ${d.body.capacity ?? ''}`, numberFirst: d?.number_first ?? false,
  };
}

function toDraft(form: Form, isNew: boolean, meeting: number | undefined): Draft {
  const [person = '', capacity = ''] = (form.signer ?? '').split(' ');
  return {
    ...(isNew ? { unit: Number(form.unit) } : {}), ...(isNew && meeting !== undefined ? { meeting } : {}),
    kind: form.kind ?? '', subject: form.subject.trim(), urgency: form.urgency, recipients: lines(form.recipients), number_first: form.numberFirst,
    body: { paragraphs: lines(form.text), addressees: lines(form.addressees), ...(person === '' ? {} : { signer: Number(person), capacity }) },
  };
}

function Fields({ form, set, options, isNew }: { form: Form; set: (patch: Partial<Form>) => void; options: Options; isNew: boolean }) {
  const t = useT();
  const lang = useLang();
  const signers = useQuery(`signers ${form.unit} ${form.kind}`, (signal) => (form.unit === null || form.kind === null ? Promise.resolve({ people: [] }) : deskApi.signers(Number(form.unit), form.kind, signal)));
  const choices = (signers.data?.people ?? []).flatMap((p) => p.capacities.map((c) => ({ value: `${p.id} ${c.capacity}`, label: `${c.lines.join(' / ')} – ${p.name}` })));
  const letter = options.kinds.find((k) => k.kind === form.kind)?.abbr === '';
  return (
    <Stack gap="md">
      <Select label={t('desk:draft.kind')} data={options.kinds.map((k) => ({ value: k.kind, label: lang === 'vi' ? k.vi : k.en }))} value={form.kind} onChange={(kind) => set({ kind, signer: null })} searchable required withAsterisk={false} data-testid="draft-kind" />
      <Select label={t('desk:draft.unit')} data={options.units.map((u) => ({ value: String(u.id), label: u.name }))} value={form.unit} onChange={(unit) => set({ unit, signer: null })} disabled={!isNew} allowDeselect={false} />
      <Textarea label={t('desk:draft.subject')} description={t('desk:draft.subjectHelp')} autosize minRows={2} maxLength={500} value={form.subject} onChange={(e) => set({ subject: e.currentTarget.value })} required withAsterisk={false} data-testid="draft-subject" />
      <Select label={t('desk:draft.urgency')} data={(Object.keys(urgencyWords) as Urgency[]).map((u) => ({ value: u, label: t(urgencyWords[u]) }))} value={form.urgency} onChange={(u) => set({ urgency: (u ?? 'normal') as Urgency })} allowDeselect={false} />
      {letter && <Textarea label={t('desk:draft.addressees')} description={t('desk:draft.onePerLine')} autosize minRows={2} value={form.addressees} onChange={(e) => set({ addressees: e.currentTarget.value })} />}
      <Textarea label={t('desk:draft.text')} description={t('desk:draft.textHelp')} autosize minRows={8} maxRows={24} value={form.text} onChange={(e) => set({ text: e.currentTarget.value })} required withAsterisk={false} data-testid="draft-text" />
      <Textarea label={t('desk:draft.recipients')} description={t('desk:draft.onePerLine')} autosize minRows={2} value={form.recipients} onChange={(e) => set({ recipients: e.currentTarget.value })} data-testid="draft-recipients" />
      <Select label={t('desk:draft.signer')} description={t('desk:draft.signerHelp')} data={choices} value={form.signer} onChange={(signer) => set({ signer })} searchable required withAsterisk={false} nothingFoundMessage={t('common:nobody')} data-testid="draft-signer" />
      <Switch label={t('desk:draft.numberFirst')} description={t('desk:draft.numberFirstHelp')} checked={form.numberFirst} onChange={(e) => set({ numberFirst: e.currentTarget.checked })} />
    </Stack>
  );
}

function Editor({ d, options, meeting }: { d: Detail | null; options: Options; meeting: number | undefined }) {
  const t = useT();
  const lang = useLang();
  const me = useMe().person.id;
  const [, go] = useLocation();
  const [form, setForm] = useState(() => start(d, options, meeting === undefined ? null : 'conclusion_notice'));
  const [id, setId] = useState<number | null>(d?.id ?? null);
  const [version, setVersion] = useState<number | null>(d?.version ?? null);
  const [busy, setBusy] = useState<'' | 'save' | 'compose'>('');
  const [error, setError] = useState<string | null>(null);
  const set = (patch: Partial<Form>) => setForm((f) => ({ ...f, ...patch }));
  const ready = form.kind !== null && form.subject.trim() !== '' && lines(form.text).length > 0 && form.signer !== null;
  const run = async (what: 'save' | 'compose') => {
    setBusy(what);
    setError(null);
    try {
      let request = id;
      if (request === null) {
        request = (await deskApi.create(toDraft(form, true, meeting))).request;
        setId(request);
      } else await deskApi.update(request, toDraft(form, false, undefined));
      setVersion((await deskApi.compose(request)).version);
      if (what === 'save') go(path.deskRequest(request));
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setBusy('');
    }
  };
  return (
    <div className={classes.draftColumns}>
      <Stack gap="md">
        <Fields form={form} set={set} options={options} isNew={id === null} />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        {!ready && <Text size="sm" c="dimmed">{t('desk:draft.missing')}</Text>}
        <Group gap="sm" wrap="wrap">
          <Button variant="default" leftSection={<IconFileText size={20} aria-hidden />} disabled={!ready} loading={busy === 'compose'} onClick={() => void run('compose')} data-testid="draft-preview">{t('desk:draft.preview')}</Button>
          <Button disabled={!ready} loading={busy === 'save'} onClick={() => void run('save')} data-testid="draft-save">{t('desk:draft.save')}</Button>
        </Group>
      </Stack>
      <section className={classes.paper} aria-label={t('desk:file')}>
        {version === null ? <Text c="dimmed" p="lg">{t('desk:draft.noPreview')}</Text> : <DocumentViewer key={version} versionId={version} me={me} compact />}
      </section>
    </div>
  );
}

export default function DraftScreen({ request }: { request: number | null }) {
  const t = useT();
  const meeting = Number.parseInt(new URLSearchParams(useSearch()).get('meeting') ?? '', 10) || undefined;
  const options = useQuery('desk options', deskApi.options);
  const existing = useQuery(`draft ${request}`, (signal) => (request === null ? Promise.resolve(null) : deskApi.get(request, signal)));
  usePageTitle(t(request === null ? 'desk:draft.new' : 'desk:draft.edit'));
  const error = options.error ?? existing.error;
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => { void options.reload(); void existing.reload(); }} />;
  if (options.data === undefined || existing.data === undefined) return <Stack align="center" py="xl" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  return (
    <Stack gap="md">
      <Title order={1}>{t(request === null ? 'desk:draft.new' : 'desk:draft.edit')}</Title>
      <Editor d={existing.data} options={options.data} meeting={meeting} />
    </Stack>
  );
}
