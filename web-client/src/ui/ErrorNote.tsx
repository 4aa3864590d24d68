// SPDX-License-Identifier: GPL-3.0-or-later
// A failure as a sentence with what to do next; announced at once.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ApiError } from '../api/errors';
import { useLang, useT } from '../i18n';

export function ErrorNote({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const t = useT();
  const lang = useLang();
  return (
    <Alert color="danger" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('common:error.title')}>
      <Stack gap="sm" align="flex-start">
        <Text>{error.sentence(lang)}</Text>
        {onRetry && (
          <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
            {t('common:error.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
