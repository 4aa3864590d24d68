// SPDX-License-Identifier: GPL-3.0-or-later
// The files that go along with a document: the drafter brings them, everybody on the route opens them, the clerk's signature on each is shown (R5, R10).
import { ActionIcon, Alert, Anchor, Badge, Button, FileInput, Group, Modal, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconDownload, IconEye, IconPaperclip, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { docs } from '../api/docs';
import { toApiError } from '../api/errors';
import { unfit } from '../api/file-check';
import { upload, type UploadProgress } from '../api/upload';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { notifyDone } from '../ui/notify';
import { DocumentViewer } from '../viewer';
import { attachmentsApi, type Attachment } from './attachments';
import classes from './records.module.css';

function AddDialog({ request, onClose }: { request: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState('');
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (file === null) return;
    setBusy(true);
    setError(null);
    let made: { id: number; document: number } | null = null;
    const unfitting = await unfit(file, 'pdf');
    if (unfitting !== null) {
      setError(t(unfitting));
      setBusy(false);
      return;
    }
    try {
      made = await attachmentsApi.add(request, title.trim());
      await upload({ document: made.document }, file, setProgress, new AbortController().signal);
      notifyDone(t('records:attachment.added'));
      onClose();
    } catch (cause) {
      // A file that was refused leaves no empty place behind.
      if (made !== null) await attachmentsApi.remove(made.id).catch(() => undefined);
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('records:attachment.add')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <FileInput label={t('records:attachment.file')} placeholder={t('records:attachment.choose')} leftSection={<IconUpload size={20} aria-hidden />} accept="application/pdf" value={file} onChange={(f) => { setFile(f); if (title === '' && f !== null) setTitle(f.name.replace(/\.pdf$/i, '').slice(0, 300)); }} />
        <TextInput label={t('records:attachment.name')} value={title} onChange={(e) => setTitle(e.currentTarget.value)} maxLength={300} data-testid="attachment-title" />
        {progress !== null && <div role="status"><Text size="sm">{t(progress.step === 'no_room' ? 'draft:phase.no_room' : progress.phase === 'checking' ? 'desk:in.checking' : 'desk:in.sending')}</Text><Progress value={progress.size === 0 ? 0 : (100 * progress.sent) / progress.size} aria-label={t('desk:in.sending')} /></div>}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={file === null || title.trim() === ''} onClick={() => void save()} data-testid="attachment-save">{t('records:attachment.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Line({ a, drafting, onOpen, onRemove }: { a: Attachment; drafting: boolean; onOpen: () => void; onRemove: () => void }) {
  const t = useT();
  return (
    <li>
      <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
        <Text fw={600} className={classes.breaks}>{a.title}</Text>
        {drafting && <ActionIcon variant="subtle" color="danger" size={44} onClick={onRemove} aria-label={t('records:attachment.remove', { title: a.title })}><IconTrash size={20} aria-hidden /></ActionIcon>}
      </Group>
      {a.version === null ? <Text size="sm" c="dimmed">{t('records:attachment.waiting')}</Text> : (
        <>
          <Group gap="xs"><Text size="sm">{t('records:attachment.pages', { count: a.page_count ?? 0 })}</Text>{a.sealed && <Badge color="success">{t('records:attachment.sealed')}</Badge>}</Group>
          <Group gap="md">
            <Anchor component="button" type="button" onClick={onOpen} className={classes.download} data-testid="attachment-open"><IconEye size={18} aria-hidden /> {t('records:attachment.open')}</Anchor>
            <Anchor href={docs.fileUrl(a.version)} download className={classes.download}><IconDownload size={18} aria-hidden /> {t('records:attachment.download')}</Anchor>
          </Group>
        </>
      )}
    </li>
  );
}

export function Attachments({ request }: { request: number }) {
  const t = useT();
  const me = useMe().person.id;
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<Attachment | null>(null);
  const { data, reload } = useQuery(`attachments ${request}`, (signal) => attachmentsApi.list(request, signal));
  if (data === undefined || (data.attachments.length === 0 && !data.drafting)) return null;
  return (
    <section aria-label={t('records:attachment.title')} data-testid="attachments">
      <Title order={3} fz={16} mb="xs">{t('records:attachment.title')}</Title>
      <Stack gap="sm">
        {data.attachments.length === 0 ? <Text size="sm" c="dimmed">{t('records:attachment.none')}</Text>
          : <ul className={`pn-plain ${classes.list}`}>{data.attachments.map((a) => <Line key={a.id} a={a} drafting={data.drafting} onOpen={() => setOpen(a)} onRemove={() => void attachmentsApi.remove(a.id).then(() => reload())} />)}</ul>}
        {data.drafting && data.attachments.length < 20 && <Button variant="default" leftSection={<IconPaperclip size={20} aria-hidden />} onClick={() => setAdding(true)} data-testid="attachment-add">{t('records:attachment.add')}</Button>}
      </Stack>
      {adding && <AddDialog request={request} onClose={() => { setAdding(false); void reload(); }} />}
      {open?.version != null && (
        <Modal opened onClose={() => setOpen(null)} size="xl" title={open.title} closeButtonProps={{ 'aria-label': t('common:close') }}>
          <div className={classes.paper}><DocumentViewer versionId={open.version} me={me} compact /></div>
        </Modal>
      )}
    </section>
  );
}

/** Beside the document's own facts before a signature: what goes along, and which bytes. Rows of a <dl>. */
export function AttachmentFacts({ request }: { request: number }) {
  const t = useT();
  const { data } = useQuery(`attachments ${request}`, (signal) => attachmentsApi.list(request, signal));
  if (data === undefined || data.attachments.length === 0) return null;
  return (
    <>
      <dt>{t('records:attachment.title')}</dt>
      <dd>{data.attachments.map((a) => <div key={a.id}>{a.title} ({t('records:attachment.pages', { count: a.page_count ?? 0 })})<div className={classes.hash}>{a.sha256}</div></div>)}</dd>
    </>
  );
}
