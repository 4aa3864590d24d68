// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing goes out without a summary (DOMAIN 2.1): what will be published, what is still missing, and the 3 working days of R30.
import { Alert, Anchor, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../../api/client';
import { path } from '../../app/routes';
import { useLang, useT } from '../../i18n';
import { totalMinutes } from '../../meeting/agenda';
import { fmtMinutes, fmtWhen } from '../../ui/format';
import { notifyDone, notifyError } from '../../ui/notify';
import type { Step, StepProps } from './EditorScreen';
import { workingDaysBetween } from './workingDays';
import classes from './editor.module.css';

type Warning = { text: string; step: Step };

function useWarnings({ meeting }: Pick<StepProps, 'meeting'>): Warning[] {
  const t = useT();
  const out: Warning[] = [];
  if (meeting.place === '') out.push({ text: t('editor:warn.place'), step: 'info' });
  if (Date.parse(meeting.starts_at) < Date.now()) out.push({ text: t('editor:warn.past'), step: 'info' });
  /* QĐ 45/2018/QĐ-TTg (R30): papers of a regular meeting go out at least 3 working days before. */
  else if (meeting.kind === 'regular' && workingDaysBetween(Date.now(), Date.parse(meeting.starts_at)) < 3) out.push({ text: t('editor:warn.threeDays'), step: 'info' });
  if (meeting.participants.filter((p) => p.role === 'delegate').length === 0) out.push({ text: t('editor:warn.people'), step: 'people' });
  if (meeting.agenda.length === 0) out.push({ text: t('editor:warn.agenda'), step: 'agenda' });
  if (meeting.documents.length === 0) out.push({ text: t('editor:warn.papers'), step: 'agenda' });
  const planned = totalMinutes(meeting.agenda);
  const length = (Date.parse(meeting.ends_at) - Date.parse(meeting.starts_at)) / 60_000;
  if (planned > length) out.push({ text: t('editor:warn.long', { planned: fmtMinutes(planned), length: fmtMinutes(length) }), step: 'agenda' });
  return out;
}

export function SummaryStep({ meeting, reload, goTo }: StepProps) {
  const t = useT();
  const lang = useLang();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const warnings = useWarnings({ meeting });
  const draft = meeting.state === 'draft';
  const secretary = meeting.participants.find((p) => p.role === 'secretary');
  const count = (role: string) => meeting.participants.filter((p) => p.role === role).length;

  async function run(work: () => Promise<unknown>, after: () => void) {
    setBusy(true);
    try {
      await work();
      after();
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  }
  const publish = () => run(() => call('meeting.publish', { meeting: meeting.id }), () => {
    notifyDone(t('editor:published'));
    void reload();
    navigate(path.meeting(meeting.id));
  });
  const remove = () => run(() => call('meeting.delete', { meeting: meeting.id }), () => {
    notifyDone(t('editor:deleted'));
    navigate(path.home);
  });

  return (
    <Stack gap="lg">
      <dl className={classes.summary}>
        <dt>{t('editor:field.title')}</dt><dd><Text fw={600}>{meeting.title}</Text></dd>
        <dt>{t('editor:sum.when')}</dt><dd>{fmtWhen(meeting.starts_at, meeting.ends_at)}</dd>
        <dt>{t('editor:field.place')}</dt><dd>{meeting.place || '—'}</dd>
        <dt>{t('editor:field.chair')}</dt><dd>{meeting.chair.name}</dd>
        <dt>{t('editor:field.secretary')}</dt><dd>{secretary?.name ?? '—'}</dd>
        <dt>{t('meeting:people')}</dt><dd>{t('editor:sum.people', { all: meeting.participants.length, delegates: count('delegate'), guests: count('guest'), votes: meeting.participants.filter((p) => p.votes).length })}</dd>
        <dt>{t('editor:sum.quorum')}</dt><dd>{lang === 'vi' ? meeting.rule.quorum_vi : meeting.rule.quorum_en}</dd>
        <dt>{t('editor:step.agenda')}</dt><dd>{t('editor:sum.agenda', { items: meeting.agenda.length, papers: meeting.documents.length, time: fmtMinutes(totalMinutes(meeting.agenda)) })}</dd>
        {meeting.sites.length > 0 && <><dt>{t('editor:sites.title')}</dt><dd>{meeting.sites.map((s) => s.name).join(', ')}</dd></>}
      </dl>
      {warnings.length > 0 ? (
        <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} title={t('editor:warn.title')}>
          <List spacing={2}>
            {warnings.map((w) => (
              <List.Item key={w.text}>{w.text} <Anchor component="button" type="button" c="inherit" underline="always" className={classes.inlineButton} onClick={() => goTo(w.step)} aria-label={`${t('editor:warn.fix')}: ${w.text}`}>{t('editor:warn.fix')}</Anchor></List.Item>
            ))}
          </List>
        </Alert>
      ) : draft && <Alert color="success" icon={<IconCircleCheck aria-hidden />}>{t('editor:sum.ready')}</Alert>}
      {draft ? (
        <>
          <Text>{t('editor:sum.what')}</Text>
          <Group justify="space-between">
            <Button variant="subtle" color="danger" leftSection={<IconTrash size={20} aria-hidden />} onClick={() => setDeleting(true)}>{t('editor:deleteDraft')}</Button>
            <Button size="xl" loading={busy} leftSection={<IconSend aria-hidden />} onClick={() => void publish()}>{t('editor:publish')}</Button>
          </Group>
        </>
      ) : (
        <Group justify="space-between">
          <Text>{t('editor:sum.already')}</Text>
          <Button component={Link} href={path.meeting(meeting.id)}>{t('editor:toMeeting')}</Button>
        </Group>
      )}
      <Modal opened={deleting} onClose={() => setDeleting(false)} title={t('editor:deleteDraft')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        <Stack>
          <Text>{t('editor:deleteAsk', { title: meeting.title })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setDeleting(false)}>{t('common:cancel')}</Button>
            <Button color="danger" loading={busy} onClick={() => void remove()}>{t('editor:deleteDraft')}</Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
