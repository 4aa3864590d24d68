// SPDX-License-Identifier: GPL-3.0-or-later
// For chair and secretary: the last device and line check of each site and person, with its time (R40: sites are tried before the meeting).
import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { call, useQuery } from '../api/client';
import { useT, type Key } from '../i18n';
import type { MeetingDetail, SiteCheck } from '../protocol/generated';
import { fmtDateTime } from '../ui/format';

const PARTS: [keyof SiteCheck['result'] & ('camera' | 'microphone' | 'speaker' | 'line'), Key][] = [
  ['camera', 'room:devices.camera'], ['microphone', 'room:devices.mic'], ['speaker', 'room:devices.speaker'], ['line', 'media:line.title'],
];

function Check({ check, site }: { check: SiteCheck; site: string | undefined }) {
  const t = useT();
  const r = check.result;
  const bad = PARTS.filter(([k]) => r[k] === 'bad').map(([, word]) => t(word));
  const skipped = PARTS.filter(([k]) => r[k] === 'skipped').map(([, word]) => t(word));
  return (
    <li data-testid="site-check" data-passed={check.passed}>
      <Group gap={8} wrap="wrap" justify="space-between">
        <Text fw={600}>{site ?? check.person.name}</Text>
        <Badge color={check.passed ? 'success' : 'danger'} leftSection={check.passed ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}>
          {check.passed ? t('media:card.passed') : t('media:card.failed')}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">{site === undefined ? '' : `${check.person.name}, `}{fmtDateTime(check.at)}</Text>
      {bad.length > 0 && <Text size="sm">{t('media:card.badParts', { parts: bad.join(', ') })}</Text>}
      {skipped.length > 0 && <Text size="sm">{t('media:card.skippedParts', { parts: skipped.join(', ') })}</Text>}
      {r.up_kbps !== undefined && r.down_kbps !== undefined && (
        <Text size="sm">{t('media:card.figures', { up: r.up_kbps, down: r.down_kbps, loss: Math.max(r.up_loss_percent ?? 0, r.down_loss_percent ?? 0), rtt: r.rtt_ms ?? 0 })}</Text>
      )}
      {r.note !== undefined && r.note !== '' && <Text size="sm">{r.note}</Text>}
    </li>
  );
}

export function SiteChecks({ meeting, level }: { meeting: MeetingDetail; level: 2 | 3 }) {
  const t = useT();
  const { data } = useQuery(`checks ${meeting.id}`, () => call('site.checks', { meeting: meeting.id }));
  if (data === undefined || data.checks.length === 0) return null;
  return (
    <section aria-label={t('media:card.list')}>
      <Title order={level} fz={level === 3 ? 16 : undefined} mb={8}>{t('media:card.list')}</Title>
      <div className="pn-card" style={{ padding: 16 }}>
        <Stack component="ul" className="pn-plain" gap="md">{data.checks.map((c) => <Check key={c.id} check={c} site={meeting.sites.find((s) => s.id === c.site)?.name} />)}</Stack>
      </div>
    </section>
  );
}
