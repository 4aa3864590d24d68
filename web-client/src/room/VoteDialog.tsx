// SPDX-License-Identifier: GPL-3.0-or-later
// A vote takes the centre for those entitled: three cards (real radio buttons), a summary to confirm, the receipt.
// Nothing is cast by one tap; while the line is away it says so and waits.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import type { Choice, VoteOpen } from '../protocol/generated';
import { choiceIcon, choiceWord } from './VoteResult';
import { useOffline } from './LineDialog';
import { useRoom, useRoomSession } from './session';
import classes from './room.module.css';

type Step = { at: 'choose' } | { at: 'confirm' } | { at: 'sending' } | { at: 'done'; receipt: string };
const CHOICES: Choice[] = ['yes', 'no', 'abstain'];

function Cards({ value, onChange }: { value: Choice | null; onChange: (c: Choice) => void }) {
  const t = useT();
  return (
    <fieldset className={classes.cards}>
      <legend className="pn-hidden">{t('room:vote.cards')}</legend>
      {CHOICES.map((choice, i) => {
        const Icon = choiceIcon[choice];
        return (
          <label key={choice} className={classes.card} data-choice={choice} data-on={value === choice || undefined}>
            <input type="radio" name="choice" value={choice} checked={value === choice} onChange={() => onChange(choice)} {...(i === 0 ? { 'data-autofocus': true } : {})} />
            <Icon size={36} aria-hidden />
            <span>{t(choiceWord[choice])}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

function Ballot({ vote, onClose }: { vote: VoteOpen; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const s = useRoom();
  const session = useRoomSession();
  const offline = useOffline();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const [error, setError] = useState<string | null>(null);
  const item = s.meeting.agenda.find((a) => a.id === vote.item);

  const send = async () => {
    if (choice === null) return;
    setStep({ at: 'sending' });
    setError(null);
    try {
      setStep({ at: 'done', receipt: await session.castBallot(vote.vote, choice) });
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setStep({ at: 'confirm' });
    }
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (step.at === 'choose' && choice !== null) setStep({ at: 'confirm' });
    else if (step.at === 'confirm') void send();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>
          {item !== undefined && <Text c="dimmed">{item.number} {item.title}</Text>}
          <Text fz={20} fw={600} lh={1.4}>{vote.question}</Text>
          <Text size="sm" c="dimmed" mt={4}>{t('room:vote.named')}</Text>
        </div>
        {step.at === 'choose' && <Cards value={choice} onChange={setChoice} />}
        {(step.at === 'confirm' || step.at === 'sending') && choice !== null && (
          <div className={classes.confirm} data-choice={choice} role="status">
            <Text>{t('room:vote.confirm')}</Text>
            <Text fz={24} fw={600}>{t(choiceWord[choice])}</Text>
            <Text size="sm">{t('room:vote.final')}</Text>
          </div>
        )}
        {step.at === 'done' && choice !== null && (
          <div className={classes.confirm} data-choice={choice} role="status" data-testid="vote-receipt">
            <Text fz={20} fw={600}>{t('room:vote.recorded', { choice: t(choiceWord[choice]) })}</Text>
            <Text>{t('room:vote.receipt')} <strong className={classes.receipt}>{step.receipt}</strong></Text>
          </div>
        )}
        {offline && step.at !== 'done' && <Alert color="warning" icon={<IconCloudOff aria-hidden />} role="status">{t('room:vote.offlineText')}</Alert>}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          {step.at === 'choose' && <Button type="submit" size="xl" disabled={choice === null || offline}>{t('room:vote.next')}</Button>}
          {step.at === 'confirm' && <Button variant="default" size="xl" onClick={() => setStep({ at: 'choose' })}>{t('room:vote.change')}</Button>}
          {(step.at === 'confirm' || step.at === 'sending') && <Button type="submit" size="xl" loading={step.at === 'sending'} disabled={offline}>{t('room:vote.send')}</Button>}
          {step.at === 'done' && <Button size="xl" onClick={onClose} data-autofocus>{t('common:close')}</Button>}
        </Group>
      </Stack>
    </form>
  );
}

/** Opens by itself when a vote I may cast begins; `asked` opens it again. Stays for the receipt even when the vote closes meanwhile. */
export function VoteDialog({ asked, onAsked }: { asked: boolean; onAsked: (asked: boolean) => void }) {
  const t = useT();
  const s = useRoom();
  const [aside, setAside] = useState<number | null>(null);
  const [held, setHeld] = useState<VoteOpen | null>(null);
  const live = s.vote !== null && s.vote.may_cast ? s.vote : null;
  if (live !== null && held?.vote !== live.vote && (asked || (aside !== live.vote && live.my_choice === null))) setHeld(live);
  const close = () => {
    setAside(held?.vote ?? null);
    setHeld(null);
    onAsked(false);
  };
  return (
    <Modal opened={held !== null} onClose={close} size="xl" title={t('room:vote.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {held !== null && <Ballot key={held.vote} vote={held} onClose={close} />}
    </Modal>
  );
}
