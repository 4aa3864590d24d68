// SPDX-License-Identifier: GPL-3.0-or-later
// An issued or received document goes into a file, without being copied (R21).
import { Alert, Anchor, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconFolderSymlink } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useLang, useT } from '../i18n';
import { notifyDone } from '../ui/notify';
import { recordsApi } from './records';

function PutDialog({ document, unit, onClose }: { document: number; unit: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [file, setFile] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { data, error: refused } = useQuery(`files ${unit}`, (signal) => recordsApi.files(unit, signal));
  const open = (data?.files ?? []).filter((f) => f.ended_on === null);
  const [busy, setBusy] = useState(false);
  const run = () => { setBusy(true); setError(null); return recordsApi.put(Number(file), document)
    .then(({ ordinal }) => { notifyDone(t('records:file.putDone', { ordinal })); onClose(); })
    .catch((cause: unknown) => { setError(toApiError(cause).sentence(lang)); setBusy(false); }); };
  const problem = error ?? refused?.sentence(lang) ?? null;
  return (
    <Modal opened onClose={onClose} title={t('records:file.put')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        {data !== undefined && open.length === 0 ? <Text>{t('records:file.noOpen')}</Text>
          : <Select label={t('records:file.choose')} data={open.map((f) => ({ value: String(f.id), label: `${f.catalog}/${f.notation} ${f.title}` }))} value={file} onChange={setFile} searchable nothingFoundMessage={t('records:file.none')} data-testid="file-choose" />}
        <Anchor component={Link} href={path.workFiles}>{t('records:file.list')}</Anchor>
        {problem !== null && <Alert color="danger" role="alert">{problem}</Alert>}
        <Group justify="flex-end" gap="sm"><Button variant="default" onClick={onClose}>{t('common:cancel')}</Button><Button loading={busy} disabled={file === null} onClick={() => void run()} data-testid="file-put-do">{t('records:file.putDo')}</Button></Group>
      </Stack>
    </Modal>
  );
}

export function PutInFile({ document, unit }: { document: number; unit: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconFolderSymlink size={20} aria-hidden />} onClick={() => setOpen(true)} data-testid="file-put">{t('records:file.put')}</Button>
      {open && <PutDialog document={document} unit={unit} onClose={() => setOpen(false)} />}
    </>
  );
}
