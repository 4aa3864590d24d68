// SPDX-License-Identifier: GPL-3.0-or-later
// An arrival and what answers it, seen from both sides: with the arrival what was sent or is on its way, with the document which arrival it answers (R14, R15).
import { Alert, Anchor, Button, Group, Modal, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { IconMessageReply } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useLang, useT, type Key } from '../i18n';
import { Codes } from '../ui/Codes';
import { fmtIsoDay } from '../ui/format';
import { notifyDone, notifyError } from '../ui/notify';
import { incomingApi, type Answer, type AnswerOf, type Entry } from './incoming';

const states: Partial<Record<Answer['state'], Key>> = { draft: 'desk:answer.state.draft', routing: 'desk:answer.state.routing', returned: 'desk:answer.state.returned' };

/** "Công văn số 05/UBND, ngày 27/11/2026", or how far it is. */
export function useAnswerWords(): (a: Answer) => string {
  const t = useT();
  const lang = useLang();
  return (a) => {
    const kind = lang === 'vi' ? a.kind_vi : a.kind_en;
    const state = states[a.state];
    if (state !== undefined || a.code === null || a.issued_on === null) return t(state ?? 'desk:answer.state.routing', { kind, name: a.drafter });
    return t('desk:answer.issued', { kind, code: a.code, date: fmtIsoDay(a.issued_on) }) + (a.state === 'recalled' ? ` ${t('desk:answer.recalled')}` : '');
  };
}

/** With an arrival: what answers it, and the way to an answer. */
export function AnswerList({ e, writable }: { e: Entry; writable: boolean }) {
  const t = useT();
  const words = useAnswerWords();
  const [, go] = useLocation();
  const [busy, setBusy] = useState(false);
  const write = () => {
    setBusy(true);
    void incomingApi.answer(e.id).then((made) => go(path.editDraft(made.request))).catch((cause: unknown) => { setBusy(false); notifyError(toApiError(cause)); });
  };
  return (
    <section aria-label={t('desk:answer.title')} data-testid="in-answers">
      <Title order={2} fz={16} mb="xs">{t('desk:answer.title')}</Title>
      <Stack gap="xs" align="flex-start">
        {e.answers.length === 0 && <Text c="dimmed">{t('desk:answer.none')}</Text>}
        {e.answers.map((a, i) => (a.request === null ? <Text key={i}><Codes text={words(a)} /></Text> : <Anchor key={i} component={Link} href={path.deskRequest(a.request)}><Codes text={words(a)} /></Anchor>))}
        {writable && <Button variant="default" loading={busy} leftSection={<IconMessageReply size={20} aria-hidden />} onClick={write} data-testid="in-answer">{t('desk:answer.draft')}</Button>}
      </Stack>
    </section>
  );
}

function Choose({ request, of, onClose }: { request: number; of: AnswerOf; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [entry, setEntry] = useState<string | null>(of.answer === null ? null : String(of.answer.id));
  const [ends, setEnds] = useState(of.answer?.ends ?? true);
  const [error, setError] = useState<string | null>(null);
  const known = of.answer !== null && of.choices.every((c) => c.id !== of.answer?.id) ? [of.answer, ...of.choices] : of.choices;
  const save = (chosen: number | null) => incomingApi.setAnswer(request, chosen, ends).then(() => { notifyDone(t('desk:answer.saved')); onClose(); }).catch((cause: unknown) => setError(toApiError(cause).sentence(lang)));
  return (
    <Modal opened onClose={onClose} title={t('desk:answer.choose')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Select label={t('desk:answer.entry')} searchable data={known.map((c) => ({ value: String(c.id), label: t('desk:answer.arrival', { number: c.number, year: c.year, words: c.words }) }))} value={entry} onChange={setEntry} nothingFoundMessage={t('desk:in.none')} data-testid="answer-entry" />
        <Switch label={t('desk:answer.ends')} description={t('desk:answer.endsHelp')} checked={ends} onChange={(ev) => setEnds(ev.currentTarget.checked)} />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          {of.answer !== null && !of.issued && <Button variant="default" onClick={() => void save(null)}>{t('desk:answer.remove')}</Button>}
          <Button disabled={entry === null} onClick={() => void save(Number(entry))} data-testid="answer-save">{t('desk:answer.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** With a document of the desk: which arrival it answers. */
export function Answers({ request, onChanged }: { request: number; onChanged: () => void }) {
  const t = useT();
  const [choosing, setChoosing] = useState(false);
  const { data: of, reload } = useQuery(`answer of ${request}`, (signal) => incomingApi.answerOf(request, signal));
  if (of === undefined || (of.answer === null && !of.editable)) return null;
  const words = of.answer === null ? '' : t('desk:answer.arrival', { number: of.answer.number, year: of.answer.year, words: of.answer.words });
  return (
    <section aria-label={t('desk:answer.of')} data-testid="answer-of">
      <Title order={3} fz={16} mb="xs">{t('desk:answer.of')}</Title>
      <Stack gap="xs" align="flex-start">
        {of.answer === null ? <Text size="sm" c="dimmed">{t('desk:answer.ofNone')}</Text>
          : of.answer.mine ? <Anchor component={Link} href={path.arrival(of.answer.id)}><Codes text={words} /></Anchor> : <Text><Codes text={words} /></Text>}
        {of.answer !== null && of.answer.ends && !of.issued && <Text size="sm" c="dimmed">{t('desk:answer.ends')}.</Text>}
        {of.editable && <Button variant="default" size="sm" onClick={() => setChoosing(true)} data-testid="answer-choose">{t('desk:answer.choose')}</Button>}
      </Stack>
      {choosing && <Choose request={request} of={of} onClose={() => { setChoosing(false); void reload(); onChanged(); }} />}
    </section>
  );
}
