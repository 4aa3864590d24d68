// SPDX-License-Identifier: GPL-3.0-or-later
// The open vote with how many have voted (never how), and every result so far.
import { Button, Progress, Stack, Text, Title } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useState } from 'react';
import { useLang, useT } from '../i18n';
import { OpenVote } from './ChairDialogs';
import { choiceWord, VoteResult } from './VoteResult';
import { useMay, useRoom } from './session';
import { useAct } from './useAct';
import { useOffline } from './LineDialog';
import classes from './room.module.css';

function Running({ onVote }: { onVote: () => void }) {
  const t = useT();
  const lang = useLang();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const offline = useOffline();
  const vote = s.vote!;
  const rule = lang === 'vi' ? (vote.rule_vi ?? s.meeting.rule.majority_vi) : (vote.rule_en ?? s.meeting.rule.majority_en);
  return (
    <section className={classes.speaker} data-testid="vote-open">
      <Title order={3} fz={16}>{t('room:vote.running')}</Title>
      <Text fw={600} my={4}>{vote.question}</Text>
      <Text size="sm" c="dimmed">{t('room:vote.named')} {rule}</Text>
      <Text mt={8} data-testid="vote-cast">{t('room:vote.progress', { cast: vote.cast, entitled: vote.entitled })}</Text>
      <Progress value={vote.entitled === 0 ? 0 : (vote.cast * 100) / vote.entitled} mt={4} aria-hidden />
      <Stack gap={8} mt={12}>
        {vote.my_choice !== null && <Text>{t('room:vote.mine', { choice: t(choiceWord[vote.my_choice]) })}</Text>}
        {vote.may_cast && vote.my_choice === null && <Button size="xl" disabled={offline} onClick={onVote} leftSection={<IconChecklist size={24} aria-hidden />}>{offline ? t('room:vote.offline') : t('room:vote.go')}</Button>}
        {vote.may_cast && vote.my_choice !== null && <Button variant="default" disabled={offline} onClick={onVote}>{t('room:vote.again')}</Button>}
        {!vote.may_cast && <Text c="dimmed">{t('room:vote.notEntitled')}</Text>}
        {may('closeVote') && <Button variant="default" loading={busy} onClick={() => void act('vote.close', { vote: vote.vote })}>{t('room:vote.close')}</Button>}
      </Stack>
    </section>
  );
}

export function VoteTab({ onVote }: { onVote: () => void }) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const [opening, setOpening] = useState(false);
  const ready = s.meeting.agenda.length > 0;
  return (
    <Stack gap="md">
      {s.vote !== null && <Running onVote={onVote} />}
      {s.vote === null && may('openVote') && ready && <Button onClick={() => setOpening(true)} leftSection={<IconChecklist size={20} aria-hidden />}>{t('room:vote.openSubmit')}</Button>}
      {s.vote === null && s.votes.length === 0 && <Text c="dimmed">{t('room:vote.none')}</Text>}
      {[...s.votes].reverse().map((v) => <VoteResult key={v.vote} vote={v} />)}
      <OpenVote opened={opening} item={s.currentItem} onClose={() => setOpening(false)} />
    </Stack>
  );
}
