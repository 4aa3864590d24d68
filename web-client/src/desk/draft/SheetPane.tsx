// SPDX-License-Identifier: GPL-3.0-or-later
// The draft as the paper it becomes, a sheet at a time, drawn anew after each saving.
import { ActionIcon, Loader, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { toApiError } from '../../api/errors';
import { useLang, useT } from '../../i18n';
import { draftApi, type Sheet } from './api';
import classes from './draft.module.css';

export function SheetPane({ request, rev }: { request: number; rev: number }) {
  const t = useT();
  const lang = useLang();
  const [page, setPage] = useState(1);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const control = new AbortController();
    draftApi.sheet(request, page, control.signal).then(
      (s) => { setSheet(s); setError(null); },
      (cause: unknown) => { if (!control.signal.aborted) setError(toApiError(cause).sentence(lang)); },
    );
    return () => control.abort();
  }, [request, rev, page, lang]);
  if (sheet === null) return <Text p="lg" role={error === null ? 'status' : 'alert'}>{error ?? <Loader size="sm" aria-label={t('common:loading')} />}</Text>;
  return (
    <>
      <div className={classes.turn}>
        <ActionIcon variant="default" size={44} aria-label={t('draft:previousSheet')} disabled={sheet.page <= 1} onClick={() => setPage(sheet.page - 1)}><IconChevronLeft size={20} aria-hidden /></ActionIcon>
        <Text size="sm" role="status">{t('draft:sheet', { n: sheet.page, of: sheet.pages })}</Text>
        <ActionIcon variant="default" size={44} aria-label={t('draft:nextSheet')} disabled={sheet.page >= sheet.pages} onClick={() => setPage(sheet.page + 1)}><IconChevronRight size={20} aria-hidden /></ActionIcon>
      </div>
      <div className={classes.sheet} data-testid="draft-sheet" data-page={sheet.page} data-rev={rev} tabIndex={0} role="group" aria-label={t('draft:sheet', { n: sheet.page, of: sheet.pages })}>
        {error !== null && <Text c="danger" role="alert">{error}</Text>}
        <img src={`data:image/png;base64,${sheet.image}`} alt={t('draft:sheet', { n: sheet.page, of: sheet.pages })} />
      </div>
    </>
  );
}
