// SPDX-License-Identifier: GPL-3.0-or-later
// Who has opened an official document, and when; shown to those who answer for it: drafter, clerk, head, leader (Decree 30/2020 Annex VI, R20).
import { Badge, Group, Text, Title } from '@mantine/core';
import { useQuery } from '../api/client';
import { useT } from '../i18n';
import { fmtDateTime, fmtIsoDay } from '../ui/format';
import { recordsApi, type WorkFile } from './records';

export function Readers({ document }: { document: number }) {
  const t = useT();
  const { data } = useQuery(`reads ${document}`, (signal) => recordsApi.reads(document, signal));
  if (data === undefined) return null;
  return (
    <section aria-label={t('records:readers.title')} data-testid="readers">
      <Title order={3} fz={16} mb="xs">{t('records:readers.title')} ({data.reads.length})</Title>
      {data.reads.length === 0 ? <Text size="sm" c="dimmed">{t('records:readers.none')}</Text>
        : <ul className="pn-plain">{data.reads.map((r, i) => <li key={i}><Text size="sm"><strong>{r.name}</strong>, {r.title}</Text><Text size="sm" c="dimmed">{t('records:readers.at', { first: fmtDateTime(r.first_at), last: fmtDateTime(r.last_at) })}</Text></li>)}</ul>}
    </section>
  );
}

/** By when a closed file goes to the body's archive (R17), marked thirty days before (R22). */
export function Handover({ f }: { f: WorkFile }) {
  const t = useT();
  if (f.handover_on === null) return null;
  return (
    <Group gap={6} wrap="wrap">
      <Text size="sm">{t('records:file.handover', { date: fmtIsoDay(f.handover_on) })}</Text>
      {f.handover !== 'later' && <Badge color={f.handover === 'late' ? 'danger' : 'warning'}>{t(f.handover === 'late' ? 'records:file.handoverLate' : 'records:file.handoverSoon')}</Badge>}
    </Group>
  );
}
