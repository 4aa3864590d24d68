// SPDX-License-Identifier: GPL-3.0-or-later
// Which copies were made of a document, by whom and when; the clerk makes one here (Decree 30/2020 Art. 25-27, R6).
import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { docs } from '../api/docs';
import { useT, type Key } from '../i18n';
import { fmtDateTime } from '../ui/format';
import { copiesApi, type Copy, type CopyKind } from './copies';
import { CopyDialog } from './CopyDialog';
import classes from './records.module.css';

export const copyWords: Record<CopyKind, Key> = { sao_y: 'records:copy.kind.sao_y', sao_luc: 'records:copy.kind.sao_luc', trich_sao: 'records:copy.kind.trich_sao' };

function Line({ c }: { c: Copy }) {
  const t = useT();
  const pages = [...new Set((c.parts ?? []).map((p) => p.page))].join(', ');
  return (
    <li>
      <Text fw={600}>{t(copyWords[c.kind])} <span className="pn-nowrap">{t('records:copy.numberIs', { code: c.code })}</span></Text>
      {pages !== '' && <Text size="sm">{t('records:copy.ofPages', { pages })}</Text>}
      <Text size="sm" c="dimmed">{t('records:copy.made', { name: c.made_by, at: fmtDateTime(c.made_at) })}</Text>
      <Anchor href={docs.fileUrl(c.version)} download className={classes.download} data-testid="copy-download"><IconDownload size={18} aria-hidden /> {t('records:copy.download')}</Anchor>
    </li>
  );
}

export function Copies({ document, version, pages, own }: { document: number; version: number; pages: number; own: boolean }) {
  const t = useT();
  const [making, setMaking] = useState(false);
  const { data, reload } = useQuery(`copies ${document}`, (signal) => copiesApi.list(document, signal));
  if (data === undefined || (data.copies.length === 0 && !data.clerk)) return null;
  return (
    <section aria-label={t('records:copy.title')} data-testid="copies">
      <Title order={own ? 3 : 2} fz={16} mb="xs">{t('records:copy.title')}</Title>
      <Stack gap="sm">
        {data.copies.length === 0 ? <Text size="sm" c="dimmed">{t('records:copy.none')}</Text> : <ul className={`pn-plain ${classes.list}`}>{data.copies.map((c) => <Line key={c.id} c={c} />)}</ul>}
        {data.clerk && <Button variant="default" leftSection={<IconCopy size={20} aria-hidden />} onClick={() => setMaking(true)} data-testid="copy-open">{t('records:copy.open')}</Button>}
      </Stack>
      {making && <CopyDialog document={document} version={version} pages={pages} withLuc={!own || data.copies.some((c) => c.kind === 'sao_y')} onClose={() => setMaking(false)} onDone={() => { setMaking(false); void reload(); }} />}
    </section>
  );
}
