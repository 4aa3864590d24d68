// SPDX-License-Identifier: GPL-3.0-or-later
// Xác nhận tham dự: yes, a deputy, or no with a reason (absence needs the chair's consent: local-government law 2015 Art. 113-117, R35).
import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/client';
import { useT, type Key } from '../i18n';
import type { Id, InvitationAnswer } from '../protocol/generated';
import { useMe } from '../app/session';
import { fmtWhen } from '../ui/format';
import { notifyDone, notifyError } from '../ui/notify';
import { useOrg } from './org';
import { PersonSelect } from './PersonSelect';

type Props = {
  meeting: { id: Id; title: string; starts_at: string; ends_at: string; my_response: InvitationAnswer | null };
  opened: boolean; onClose: () => void; onDone: () => void;
};

const CHOICES: { value: InvitationAnswer; label: Key; help: Key }[] = [
  { value: 'yes', label: 'meeting:respond.yes', help: 'meeting:respond.yesHelp' },
  { value: 'proxy', label: 'meeting:respond.proxy', help: 'meeting:respond.proxyHelp' },
  { value: 'no', label: 'meeting:respond.no', help: 'meeting:respond.noHelp' },
];

function Form({ meeting, onClose, onDone }: Omit<Props, 'opened'>) {
  const t = useT();
  const me = useMe();
  const org = useOrg();
  const [answer, setAnswer] = useState<InvitationAnswer>(meeting.my_response ?? 'yes');
  const [reason, setReason] = useState('');
  const [proxy, setProxy] = useState<Id | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const lacksReason = answer === 'no' && reason.trim() === '';
  const lacksProxy = answer === 'proxy' && proxy === null;

  async function send() {
    setTried(true);
    if (lacksReason || lacksProxy) return;
    setBusy(true);
    try {
      await call('attendance.respond', {
        meeting: meeting.id, response: answer,
        ...(answer !== 'yes' && reason.trim() !== '' ? { reason: reason.trim() } : {}),
        ...(answer === 'proxy' && proxy !== null ? { proxy } : {}),
      });
      notifyDone(t('meeting:respond.sent'));
      onDone();
      onClose();
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack gap="md">
      <div>
        <Text fw={600}>{meeting.title}</Text>
        <Text c="dimmed">{fmtWhen(meeting.starts_at, meeting.ends_at)}</Text>
      </div>
      <Radio.Group value={answer} onChange={(v) => setAnswer(v as InvitationAnswer)} label={t('meeting:respond.question')}>
        <Stack gap={8} mt={6}>
          {CHOICES.map((c) => (
            <Radio.Card key={c.value} value={c.value} p="sm" radius="md">
              <Group wrap="nowrap" align="flex-start">
                <Radio.Indicator mt={4} />
                <div><Text fw={600}>{t(c.label)}</Text><Text size="sm" c="dimmed">{t(c.help)}</Text></div>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      {answer === 'proxy' && org.data && (
        <PersonSelect org={org.data} label={t('meeting:respond.deputy')} value={proxy} onChange={setProxy} exclude={[me.person.id]} error={tried && lacksProxy ? t('meeting:respond.deputyMissing') : undefined} />
      )}
      {answer !== 'yes' && (
        <Textarea label={answer === 'no' ? t('meeting:respond.reason') : t('meeting:respond.reasonOptional')} maxLength={1000} value={reason} onChange={(e) => setReason(e.currentTarget.value)}
          error={tried && lacksReason ? t('meeting:respond.reasonMissing') : null} />
      )}
      {answer === 'no' && <Alert color="gray" p="sm">{t('meeting:respond.consent')}</Alert>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
        <Button loading={busy} onClick={() => void send()}>{t('meeting:respond.send')}</Button>
      </Group>
    </Stack>
  );
}

export function RespondDialog(props: Props) {
  const t = useT();
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('meeting:respond.title')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Form {...props} />
    </Modal>
  );
}
