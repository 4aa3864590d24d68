// SPDX-License-Identifier: GPL-3.0-or-later
// An arrival that has its number and not its file yet: the clerk brings it here (a line that was cut, a file that was refused).
import { Alert, Button, FileButton, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { toApiError } from '../api/errors';
import { unfit } from '../api/file-check';
import { upload, type UploadProgress } from '../api/upload';
import { useLang, useT } from '../i18n';
import { incomingApi, type Entry } from './incoming';

export function BringFile({ e, onDone }: { e: Entry; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const [at, setAt] = useState<UploadProgress | null>(null);
  const [error, setError] = useState<string | null>(null);
  const bring = async (file: File | null) => {
    if (file === null || at !== null) return;
    const unfitting = await unfit(file, 'pdf');
    setError(unfitting === null ? null : t(unfitting));
    if (unfitting !== null) return;
    setAt({ phase: 'sending', sent: 0, size: file.size });
    try {
      await upload({ document: e.document }, file, setAt, new AbortController().signal);
      await incomingApi.check(e.id);
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setAt(null);
    }
  };
  return (
    <Stack gap="sm" p="lg" align="flex-start">
      <Text>{t('desk:in.noFile')}</Text>
      {at !== null && <Text size="sm" role="status">{t(at.phase === 'checking' ? 'desk:in.checking' : 'desk:in.sending')}</Text>}
      {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
      {e.clerk && <FileButton accept="application/pdf,.pdf" onChange={(file) => void bring(file)} inputProps={{ 'aria-label': t('desk:in.bringFile') }}>
        {(props) => <Button {...props} loading={at !== null} leftSection={<IconUpload size={20} aria-hidden />} data-testid="in-bring">{t('desk:in.bringFile')}</Button>}
      </FileButton>}
    </Stack>
  );
}
