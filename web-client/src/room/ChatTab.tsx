// SPDX-License-Identifier: GPL-3.0-or-later
// Written words beside the meeting; they belong to the record.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useT } from '../i18n';
import { fmtTime } from '../ui/format';
import { nameOf } from './state';
import { useMay, useRoom } from './session';
import { useAct } from './useAct';
import classes from './room.module.css';

export function ChatTab() {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const [text, setText] = useState('');
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => { end.current?.scrollIntoView({ block: 'nearest' }); }, [s.chat.length]);
  const send = async (e?: FormEvent) => {
    e?.preventDefault();
    const said = text.trim();
    if (said === '') return;
    if ((await act('chat.send', { meeting: s.meeting.id, text: said })) !== null) setText('');
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.nativeEvent.isComposing) {
      e.preventDefault();
      void send();
    }
  };
  return (
    <Stack gap="sm" className={classes.chat}>
      <div role="log" aria-label={t('room:chat.log')} tabIndex={0} className={classes.chatLog}>
        {s.chat.length === 0 && <Text c="dimmed">{t('room:chat.empty')}</Text>}
        {s.chat.map((line) => (
          <div key={line.seq} className={classes.chatLine}>
            <Text size="sm" c="dimmed">{nameOf(s, line.person)} · {fmtTime(line.at)}</Text>
            <Text className={classes.chatText}>{line.text}</Text>
          </div>
        ))}
        <div ref={end} />
      </div>
      {may('chat') && (
        <form onSubmit={(e) => void send(e)}>
          <Textarea label={t('room:chat.label')} maxLength={2000} maxRows={5} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={keys} />
          <Group justify="flex-end" mt={8}>
            <Button type="submit" loading={busy} disabled={text.trim() === ''} leftSection={<IconSend size={20} aria-hidden />}>{t('room:chat.send')}</Button>
          </Group>
        </form>
      )}
    </Stack>
  );
}
