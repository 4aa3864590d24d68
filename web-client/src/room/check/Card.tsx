// SPDX-License-Identifier: GPL-3.0-or-later
// The result card, Đạt or Chưa đạt, with reasons in words; a technician sends it to the secretary with the site it is about (R40).
import { Badge, Button, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconCheck, IconCircleDashed, IconSend, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/client';
import { useT, type Key, type Translate } from '../../i18n';
import { lineReasons, verdict, type Found, type LineFigures, type LineReason } from '../../media/check';
import type { MeetingDetail } from '../../protocol/generated';
import { fmtTime } from '../../ui/format';
import { notifyError } from '../../ui/notify';
import classes from '../room.module.css';
import { Row } from './parts';

const reasonWords: Record<LineReason['code'], Key> = {
  up: 'media:reason.up', down: 'media:reason.down', upLoss: 'media:reason.upLoss', downLoss: 'media:reason.downLoss', rtt: 'media:reason.rtt', jitter: 'media:reason.jitter',
};
const words: Record<keyof Omit<Found, 'line'>, Record<'ok' | 'bad' | 'skipped' | 'open', Key>> = {
  camera: { ok: 'media:card.cameraOk', bad: 'media:card.cameraBad', skipped: 'media:card.cameraSkipped', open: 'media:card.cameraOpen' },
  microphone: { ok: 'media:card.micOk', bad: 'media:card.micBad', skipped: 'media:card.micSkipped', open: 'media:card.micOpen' },
  speaker: { ok: 'media:card.speakerOk', bad: 'media:card.speakerBad', skipped: 'media:card.speakerOpen', open: 'media:card.speakerOpen' },
};

export function lineSentences(t: Translate, figures: LineFigures): string[] {
  return lineReasons(figures).map((r) => t(reasonWords[r.code], { is: r.is, needs: r.needs }));
}

const verdicts = {
  passed: { word: 'media:card.passed', color: 'success', Icon: IconCheck }, failed: { word: 'media:card.failed', color: 'danger', Icon: IconX },
  open: { word: 'media:card.open', color: 'gray', Icon: IconCircleDashed },
} as const;

function Send({ meeting, found, figures }: { meeting: MeetingDetail; found: Found; figures: LineFigures | null }) {
  const t = useT();
  const own = meeting.participants.find((p) => p.site !== null && meeting.my_role === p.role)?.site ?? null;
  const [site, setSite] = useState<string | null>(own === null ? null : String(own));
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [sentAt, setSentAt] = useState<number | null>(null);
  const send = async () => {
    setBusy(true);
    try {
      await call('site.check_submit', {
        meeting: meeting.id, passed: verdict(found) === 'passed', ...(site === null ? {} : { site: Number(site) }),
        result: {
          camera: found.camera ?? 'skipped', microphone: found.microphone ?? 'skipped', speaker: found.speaker ?? 'skipped', line: found.line ?? 'skipped',
          ...(figures ?? {}), browser: navigator.userAgent.slice(0, 200), ...(note.trim() === '' ? {} : { note: note.trim().replace(/\s+/g, ' ') }),
        },
      });
      setSentAt(Date.now());
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm">
      {meeting.sites.length > 0 && (
        <Select label={t('media:card.site')} placeholder={t('media:card.noSite')} clearable value={site} onChange={setSite} data={meeting.sites.map((s) => ({ value: String(s.id), label: s.name }))}
          clearButtonProps={{ 'aria-label': t('media:card.noSite') }} />
      )}
      <Textarea label={t('media:card.note')} maxLength={500} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      <Group gap="md" wrap="wrap">
        <Button variant="default" loading={busy} leftSection={<IconSend size={20} aria-hidden />} onClick={() => void send()}>{t('media:card.send')}</Button>
        <Text role="status">{sentAt === null ? '' : t('media:card.sent', { at: fmtTime(sentAt) })}</Text>
      </Group>
    </Stack>
  );
}

export function ResultCard({ found, figures, blocked, meeting }: { found: Found; figures: LineFigures | null; blocked: boolean; meeting: MeetingDetail | undefined }) {
  const t = useT();
  const result = verdict(found);
  const { word, color, Icon } = verdicts[result];
  const line = blocked ? [t('media:reason.blocked')] : figures === null ? [t('media:card.lineOpen')] : lineSentences(t, figures);
  return (
    <section className={classes.verdict} aria-labelledby="verdict" data-testid="check-card" data-result={result}>
      <Group gap="md" justify="space-between" wrap="wrap">
        <Title order={2} fz={18} id="verdict">{t('room:devices.result')}</Title>
        <div role="status"><Badge size="xl" color={color} variant={result === 'open' ? 'light' : 'filled'} leftSection={<Icon size={20} aria-hidden />}>{t(word)}</Badge></div>
      </Group>
      <ul className={classes.findings}>
        {(['camera', 'microphone', 'speaker'] as const).map((k) => <Row key={k} outcome={found[k]}>{t(words[k][found[k] ?? 'open'])}</Row>)}
        {line.length === 0 ? <Row outcome="ok">{t('media:card.lineOk')}</Row> : line.map((text) => <Row key={text} outcome={found.line}>{text}</Row>)}
      </ul>
      {meeting !== undefined && result !== 'open' && <Send meeting={meeting} found={found} figures={figures} />}
    </section>
  );
}
