// SPDX-License-Identifier: GPL-3.0-or-later
// Back from the page of the remote signing service: what was authorised there is signed at once; whatever else came back is said in a sentence.
import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { notifyDone } from '../ui/notify';
import { deskApi } from './api';
import { answerOf, takeWay } from './remotePage';

export default function RemoteReturn() {
  const t = useT();
  const lang = useLang();
  const [, go] = useLocation();
  const begun = useRef(false);
  const [back, setBack] = useState('/desk');
  const [problem, setProblem] = useState<{ words?: Key; text?: string } | null>(null);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const way = takeWay(), answer = answerOf(window.location.search, way);
    window.history.replaceState(null, '', window.location.pathname); /* the code is for nobody's history */
    if (way !== null) setBack(`/desk/${way.request}`);
    if (answer === 'unknown' || answer === 'refused' || way === null) {
      setProblem({ words: answer === 'refused' ? 'desk:remote.pageRefused' : 'desk:remote.pageUnknown' });
      return;
    }
    deskApi.remoteSign(way.step, answer).then(() => {
      notifyDone(t('desk:remote.used'));
      go(`/desk/${way.request}`, { replace: true });
    }, (cause: unknown) => setProblem({ text: toApiError(cause).sentence(lang) }));
  }, [go, lang, t]);
  return (
    <Stack p="lg" gap="md" maw={640} data-testid="remote-return" data-state={problem === null ? 'signing' : 'problem'}>
      <Title order={1} fz={20}>{t('desk:remote.title')}</Title>
      {problem === null && <Group gap="sm" wrap="nowrap" role="status"><Loader size="sm" aria-hidden /><Text>{t('desk:remote.asking')}</Text></Group>}
      {problem !== null && <>
        <Alert color="danger" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('desk:remote.refusedTitle')}>{problem.text ?? t(problem.words ?? 'desk:remote.pageUnknown')}</Alert>
        <Group><Button variant="default" leftSection={<IconArrowLeft size={20} aria-hidden />} onClick={() => go(back, { replace: true })}>{t('desk:remote.toDocument')}</Button></Group>
      </>}
    </Stack>
  );
}
