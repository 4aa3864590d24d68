// SPDX-License-Identifier: GPL-3.0-or-later
// The chair's steps that need a word first: open without quorum, close, conclude an item, put a question to the vote.
import { Alert, Button, Group, List, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useLang, useT } from '../i18n';
import type { AgendaItem } from '../protocol/generated';
import { useRoom } from './session';
import { useAct } from './useAct';

export type DialogProps = { opened: boolean; onClose: () => void };

function Ask({ opened, onClose, title, children, submit, busy, onSubmit, disabled = false }: DialogProps & {
  title: string; children: ReactNode; submit: string; busy: boolean; onSubmit: () => Promise<unknown>; disabled?: boolean;
}) {
  const t = useT();
  const go = async (e: FormEvent) => {
    e.preventDefault();
    if ((await onSubmit()) !== null) onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={(e) => void go(e)}>
        <Stack gap="md">
          {children}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
            <Button type="submit" loading={busy} disabled={disabled}>{submit}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function OpenMeeting({ opened, onClose }: DialogProps) {
  const t = useT();
  const lang = useLang();
  const s = useRoom();
  const { act, busy } = useAct();
  const [reason, setReason] = useState('');
  const { present, members, quorum_needed: needed } = s.attendance;
  return (
    <Ask opened={opened} onClose={onClose} title={t('room:open.title')} submit={t('room:open.anyway')} busy={busy} disabled={reason.trim() === ''}
      onSubmit={() => act('meeting.open', { meeting: s.meeting.id, override_reason: reason.trim() })}>
      <Alert color="warning" icon={<IconAlertTriangle aria-hidden />}>
        {t('room:quorum.missing', { present, members, needed })}. {lang === 'vi' ? s.meeting.rule.quorum_vi : s.meeting.rule.quorum_en}
      </Alert>
      <Textarea label={t('room:open.reason')} description={t('room:open.reasonHelp')} required maxLength={1000} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
    </Ask>
  );
}

export function CloseMeeting({ opened, onClose }: DialogProps) {
  const t = useT();
  const s = useRoom();
  const { act, busy } = useAct();
  const left = s.meeting.agenda.filter((a) => a.state !== 'done' && !s.meeting.agenda.some((c) => c.parent === a.id));
  return (
    <Ask opened={opened} onClose={onClose} title={t('room:close.title')} submit={t('room:chair.close')} busy={busy} onSubmit={() => act('meeting.close', { meeting: s.meeting.id })}>
      <Text>{t('room:close.text')}</Text>
      {s.vote !== null && <Alert color="warning" icon={<IconAlertTriangle aria-hidden />}>{t('room:close.voteOpen')}</Alert>}
      {left.length > 0 && (
        <div>
          <Text fw={600}>{t('room:close.left')}</Text>
          <List>{left.slice(0, 12).map((a) => <List.Item key={a.id}>{a.number} {a.title}</List.Item>)}</List>
        </div>
      )}
    </Ask>
  );
}

export function ConcludeItem({ item, onClose }: { item: AgendaItem | null; onClose: () => void }) {
  const t = useT();
  const { act, busy } = useAct();
  const [text, setText] = useState('');
  return (
    <Ask opened={item !== null} onClose={onClose} title={t('room:conclude.title')} submit={t('room:conclude.submit')} busy={busy}
      onSubmit={() => (item === null ? Promise.resolve(null) : act('agenda.conclude', { item: item.id, conclusion: text.trim() }).then((r) => { if (r !== null) setText(''); return r; }))}>
      {item !== null && <Text fw={600}>{item.number} {item.title}</Text>}
      <Textarea label={t('room:conclude.text')} description={t('room:conclude.help')} minRows={4} maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
    </Ask>
  );
}

export function OpenVote({ opened, onClose, item }: DialogProps & { item: number | null }) {
  const t = useT();
  const lang = useLang();
  const s = useRoom();
  const { act, busy } = useAct();
  const [question, setQuestion] = useState('');
  const [picked, setPicked] = useState<number | null>(null);
  const about = picked ?? item ?? s.currentItem;
  const send = async () => {
    if (about === null) return null;
    const reply = await act('vote.open', { meeting: s.meeting.id, item: about, question: question.trim(), kind: 'named' });
    if (reply !== null) setQuestion('');
    return reply;
  };
  return (
    <Ask opened={opened} onClose={onClose} title={t('room:vote.openTitle')} submit={t('room:vote.openSubmit')} busy={busy} disabled={question.trim() === '' || about === null} onSubmit={send}>
      <Select label={t('room:vote.about')} value={about === null ? null : String(about)} onChange={(v) => setPicked(v === null ? null : Number(v))}
        data={s.meeting.agenda.map((a) => ({ value: String(a.id), label: `${a.number} ${a.title}` }))} />
      <Textarea label={t('room:vote.question')} required maxLength={1000} minRows={3} value={question} onChange={(e) => setQuestion(e.currentTarget.value)} data-autofocus />
      <Text c="dimmed">{t('room:vote.named')} {lang === 'vi' ? s.meeting.rule.majority_vi : s.meeting.rule.majority_en}</Text>
    </Ask>
  );
}
