// SPDX-License-Identifier: GPL-3.0-or-later
// A draft: kind, summary, urgency, signer as a form; its text in the editor or from a file; the paper it becomes beside it (R1, R2, R18).
// Saved by itself; nothing of a second window is overwritten.
import { Alert, Anchor, Button, Group, Loader, SegmentedControl, Select, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT, type Key } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi, type Detail, type Options, type Urgency } from './api';
import { draftApi } from './draft/api';
import { FileDrop } from './draft/FileDrop';
import { canSave, isComplete, startForm, type Form, type Source } from './draft/form';
import { RichEditor } from './draft/RichEditor';
import { SheetPane } from './draft/SheetPane';
import { useDraft, type Saving } from './draft/useDraft';
import { ZonePlacer, type Unsaved } from './draft/ZonePlacer';
import { urgencyWords } from './words';
import classes from './desk.module.css';

/* Kinds that are addressed to somebody, and kinds that stand on grounds (Decree 30/2020 Annex III). */
const addressed = new Set(['official_letter', 'submission', 'report', 'invitation', 'telegram', 'transfer_slip', 'dispatch_slip', 'introduction']);
const grounded = new Set(['decision', 'resolution', 'directive', 'plan', 'scheme', 'programme', 'submission', 'notice', 'report', 'guidance', 'rule', 'option', 'project', 'contract', 'agreement']);
const savingWords: Record<Exclude<Saving, 'stale' | 'failed'>, Key> = { idle: 'draft:saving.idle', waiting: 'draft:saving.waiting', saving: 'draft:saving.saving', saved: 'draft:saving.saved' };

type Props = { form: Form; set: (patch: Partial<Form>) => void; options: Options; isNew: boolean };

function Facts({ form, set, options, isNew }: Props) {
  const t = useT();
  const lang = useLang();
  const signers = useQuery(`signers ${form.unit} ${form.kind}`, (signal) => (form.unit === null || form.kind === null ? Promise.resolve({ people: [] }) : deskApi.signers(Number(form.unit), form.kind, signal)));
  const choices = (signers.data?.people ?? []).flatMap((p) => p.capacities.map((c) => ({ value: `${p.id} ${c.capacity}`, label: `${p.name} – ${c.lines.join(' / ')}`, name: p.name, lines: c.lines.join(' / ') })));
  const chosen = choices.find((c) => c.value === form.signer);
  return (
    <>
      <Select label={t('desk:draft.kind')} data={options.kinds.map((k) => ({ value: k.kind, label: lang === 'vi' ? k.vi : k.en }))} value={form.kind} onChange={(kind) => set({ kind, signer: null })} searchable required withAsterisk={false} data-testid="draft-kind" />
      <Select label={t('desk:draft.unit')} data={options.units.map((u) => ({ value: String(u.id), label: u.name }))} value={form.unit} onChange={(unit) => set({ unit, signer: null })} disabled={!isNew} allowDeselect={false} />
      <Textarea label={t('desk:draft.subject')} description={t('desk:draft.subjectHelp')} autosize minRows={2} maxLength={500} value={form.subject} onChange={(e) => set({ subject: e.currentTarget.value })} required withAsterisk={false} data-testid="draft-subject" />
      <Select label={t('desk:draft.urgency')} data={(Object.keys(urgencyWords) as Urgency[]).map((u) => ({ value: u, label: t(urgencyWords[u]) }))} value={form.urgency} onChange={(u) => set({ urgency: (u ?? 'normal') as Urgency })} allowDeselect={false} />
      <Select label={t('desk:draft.signer')} description={chosen === undefined ? t('desk:draft.signerHelp') : t('desk:draft.signerPrints', { lines: chosen.lines })} data={choices} value={form.signer} onChange={(signer) => set({ signer })} searchable required withAsterisk={false} nothingFoundMessage={t('common:nobody')} data-testid="draft-signer" />
    </>
  );
}

function Words({ form, set }: Pick<Props, 'form' | 'set'>) {
  const t = useT();
  const kind = form.kind ?? '';
  return (
    <>
      {(addressed.has(kind) || form.addressees !== '') && <Textarea label={t('desk:draft.addressees')} description={t('desk:draft.onePerLine')} autosize minRows={2} value={form.addressees} onChange={(e) => set({ addressees: e.currentTarget.value })} data-testid="draft-addressees" />}
      {(grounded.has(kind) || form.bases !== '') && <Textarea label={t('draft:bases')} description={t('draft:basesHelp')} autosize minRows={2} value={form.bases} onChange={(e) => set({ bases: e.currentTarget.value })} data-testid="draft-bases" />}
      <RichEditor doc={form.doc} label={t('desk:draft.text')} onChange={(doc) => set({ doc })} />
      <Textarea label={t('desk:draft.recipients')} description={t('desk:draft.onePerLine')} autosize minRows={2} value={form.recipients} onChange={(e) => set({ recipients: e.currentTarget.value })} data-testid="draft-recipients" />
    </>
  );
}

function SavingNote({ saving, idle }: { saving: Saving; idle: boolean }) {
  const t = useT();
  if (saving === 'stale' || saving === 'failed' || (saving === 'idle' && !idle)) return null;
  return <Text size="sm" c="dimmed" role="status" data-testid="draft-saving" data-state={saving}>{t(savingWords[saving])}</Text>;
}

function Trouble({ saving, sentence, retry }: { saving: Saving; sentence: string; retry: () => void }) {
  const t = useT();
  if (saving !== 'stale' && saving !== 'failed') return null;
  return (
    <Alert color="danger" role="alert" data-testid="draft-trouble">
      <Group gap="sm" wrap="wrap">
        <Text>{saving === 'stale' ? t('draft:saving.stale') : sentence}</Text>
        {saving === 'stale' ? <Button variant="default" onClick={() => window.location.reload()}>{t('draft:saving.reload')}</Button> : <Button variant="default" onClick={retry}>{t('common:error.retry')}</Button>}
      </Group>
    </Alert>
  );
}

function Editor({ d, options, meeting }: { d: Detail | null; options: Options; meeting: number | undefined }) {
  const t = useT();
  const lang = useLang();
  const [, go] = useLocation();
  const me = useMe().person.id;
  const draft = useDraft(startForm(d, options, meeting === undefined ? null : 'conclusion_notice'), d === null ? null : { request: d.id, document: d.document, rev: d.rev }, meeting, me);
  const { form, set, kept } = draft;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const unsaved = useRef<Unsaved>(null);
  const hold = useCallback((way: Unsaved) => { unsaved.current = way; }, []);
  const file = useQuery(`draft file ${kept?.request} ${turn}`, async (signal) => (kept === null ? null : (await deskApi.get(kept.request, signal)).file));
  const ready = isComplete(form) && (form.source === 'text' || (file.data ?? null) !== null);
  const finish = async () => {
    setBusy(true);
    setError(null);
    try {
      const saved = (await draft.flush()) ? draft.current() : null;
      if (saved === null) return;
      if (form.source === 'text') await deskApi.compose(saved.request);
      else await unsaved.current?.();
      go(path.deskRequest(saved.request));
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setBusy(false);
    }
  };
  const document = async () => (isComplete({ ...form, source: 'file' }) && (await draft.flush()) ? draft.current()?.document ?? null : null);
  return (
    <div className={classes.draftColumns}>
      <Stack gap="md">
        <Facts form={form} set={set} options={options} isNew={kept === null} />
        <SegmentedControl fullWidth value={form.source} onChange={(s) => set({ source: s as Source })} data={[{ value: 'text', label: t('draft:source.text') }, { value: 'file', label: t('draft:source.file') }]} aria-label={t('draft:source.label')} data-testid="draft-source" />
        {form.source === 'text' ? <Words form={form} set={set} /> : <FileDrop ready={document} again={(file.data ?? null) !== null} onDone={() => setTurn((n) => n + 1)} />}
        {form.source === 'file' && file.data !== null && file.data !== undefined && kept !== null && <Anchor href={draftApi.originalUrl(kept.request)} download>{t('draft:original', { name: file.data.name })}</Anchor>}
        <Switch label={t('desk:draft.numberFirst')} description={t('desk:draft.numberFirstHelp')} checked={form.numberFirst} onChange={(e) => set({ numberFirst: e.currentTarget.checked })} />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Trouble saving={draft.saving} sentence={draft.error?.sentence(lang) ?? ''} retry={() => void draft.flush()} />
        {!ready && <Text size="sm" c="dimmed">{t(form.source === 'text' ? 'desk:draft.missing' : 'draft:missingForFile')}</Text>}
        <Group gap="sm" wrap="wrap">
          <Button disabled={!ready || draft.saving === 'stale'} loading={busy} onClick={() => void finish()} data-testid="draft-save">{t('desk:draft.save')}</Button>
          <SavingNote saving={draft.saving} idle={!canSave(form)} />
        </Group>
      </Stack>
      <section className={form.source === 'text' ? classes.paper : ''} aria-label={t('desk:file')}>
        {form.source === 'text' && (kept === null ? <Text c="dimmed" p="lg">{t(canSave(form) ? 'common:loading' : 'draft:noSheet')}</Text> : <SheetPane request={kept.request} rev={kept.rev} />)}
        {form.source === 'file' && (kept !== null && file.data ? <ZonePlacer key={file.data.version} request={kept.request} file={file.data} onPlaced={() => setTurn((n) => n + 1)} hold={hold} /> : <Text c="dimmed" p="lg">{t('draft:noFile')}</Text>)}
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
      <Editor key={existing.data?.id ?? 0} d={existing.data} options={options.data} meeting={meeting} />
    </Stack>
  );
}
