// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 8, the minutes: five sections made from the record (R33), edited by the secretary, seen as the paper they become,
// made final, signed by the chair.
import { Alert, Anchor, Badge, Button, Group, Loader, Modal, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconFileText, IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { call, useQuery } from '../api/client';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useT, type Key } from '../i18n';
import type { SectionKey } from '../protocol/generated';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtTime } from '../ui/format';
import { notifyError } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { DocumentViewer } from '../viewer';
import { desk } from './desk';
import { SignPanel } from './SignPanel';
import { useMinutes, type Minutes, type SaveState } from './useMinutes';
import classes from './minutes.module.css';

const saveWords: Record<Exclude<SaveState, 'saved'>, Key> = {
  waiting: 'minutes:save.waiting', saving: 'minutes:save.saving', stale: 'minutes:save.stale', failed: 'minutes:save.failed',
};
const sectionWords: Record<SectionKey, Key> = {
  present: 'minutes:section.present', course: 'minutes:section.course', opinions: 'minutes:section.opinions', votes: 'minutes:section.votes',
  conclusions: 'minutes:section.conclusions',
};

function SaveNote({ m }: { m: Minutes }) {
  const t = useT();
  if (m.save === 'stale' || m.save === 'failed') return null;
  const text = m.save === 'saved' ? (m.savedAt === null ? '' : t('minutes:save.saved', { at: fmtTime(m.savedAt) })) : t(saveWords[m.save]);
  return <Text size="sm" c="dimmed" role="status" data-testid="save-state" data-state={m.save}>{text}</Text>;
}

function SaveTrouble({ m }: { m: Minutes }) {
  const t = useT();
  if (m.save !== 'stale' && m.save !== 'failed') return null;
  return (
    <Alert color="danger" role="alert">
      <Group gap="sm" wrap="wrap">
        <Text>{t(saveWords[m.save])}</Text>
        {m.save === 'stale'
          ? <Button variant="default" onClick={() => void m.reload()}>{t('minutes:save.reload')}</Button>
          : <Button variant="default" onClick={() => void m.flush()}>{t('common:error.retry')}</Button>}
      </Group>
    </Alert>
  );
}

function Sections({ m, editable }: { m: Minutes; editable: boolean }) {
  const t = useT();
  const set = (i: number, patch: Partial<Minutes['draft'][number]>) => m.edit(m.draft.map((d, j) => (j === i ? { ...d, ...patch } : d)));
  if (!editable) {
    return (
      <Stack gap="lg">
        {m.draft.map((d) => (
          <section key={d.key}>
            <Title order={2} fz={18} mb={4}>{d.heading}</Title>
            {d.text.split('\n').map((line, i) => <Text key={i} mb={6}>{line}</Text>)}
          </section>
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="lg">
      {m.draft.map((d, i) => (
        <fieldset key={d.key} className={classes.section}>
          <legend>{t(sectionWords[d.key])}</legend>
          <TextInput label={t('minutes:heading')} value={d.heading} maxLength={300} onChange={(e) => set(i, { heading: e.currentTarget.value })} />
          <Textarea label={t('minutes:text')} description={t('minutes:textHelp')} minRows={3} maxRows={24} value={d.text} onChange={(e) => set(i, { text: e.currentTarget.value })} data-section={d.key} mt={8} />
        </fieldset>
      ))}
    </Stack>
  );
}

function Freeze({ opened, onClose, onFreeze, busy }: { opened: boolean; onClose: () => void; onFreeze: () => void; busy: boolean }) {
  const t = useT();
  return (
    <Modal opened={opened} onClose={onClose} title={t('minutes:freeze.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{t('minutes:freeze.text')}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} onClick={onFreeze} leftSection={<IconLock size={20} aria-hidden />} data-testid="freeze-confirm">{t('minutes:freeze.do')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The paper the text becomes; made by the docs-service when asked, and once for good after the text is final. */
function usePaper(meeting: number, m: Minutes) {
  const [version, setVersion] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const known = m.info?.version;
  useEffect(() => { if (known !== undefined) setVersion(known); }, [known]);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      if (await m.flush()) setVersion((await desk.render(meeting)).version);
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  };
  return { version, setVersion, busy, make };
}

export default function MinutesPage({ meeting }: { meeting: number }) {
  const t = useT();
  const me = useMe().person.id;
  const detail = useQuery(`meeting ${meeting}`, () => call('meeting.get', { meeting }));
  const m = useMinutes(meeting);
  const paper = usePaper(meeting, m);
  const [asking, setAsking] = useState(false);
  const [freezing, setFreezing] = useState(false);
  usePageTitle(t('minutes:title'));

  const role = detail.data?.my_role ?? null;
  const deskRole = role === 'chair' || role === 'secretary';
  const frozen = m.info?.state === 'frozen';
  const freeze = async () => {
    if (m.info === null) return;
    setFreezing(true);
    try {
      if (!(await m.flush())) return;
      await call('minutes.freeze', { meeting, rev: m.rev() });
      await m.reload();
      await paper.make();
      setAsking(false);
    } catch (cause) {
      notifyError(cause);
    } finally {
      setFreezing(false);
    }
  };

  if (m.error !== null) return <ErrorNote error={m.error} onRetry={() => void m.reload()} />;
  if (m.info === null || detail.data === undefined) {
    return <Stack align="center" role="status" py="xl"><Loader /><Text>{m.waiting ? t('minutes:making') : t('common:loading')}</Text></Stack>;
  }
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="md" wrap="wrap">
        <div>
          <Group gap="sm" wrap="wrap">
            <Title order={1}>{t('minutes:title')}</Title>
            <Badge color={frozen ? 'success' : 'brand'} data-testid="minutes-state" data-state={m.info.state}>{frozen ? t('minutes:state.frozen') : t('minutes:state.draft')}</Badge>
          </Group>
          <Anchor component={Link} href={path.meeting(meeting)}>{detail.data.title}</Anchor>
          <SaveNote m={m} />
        </div>
        <Group gap="sm" wrap="wrap">
          {deskRole && (!frozen || paper.version === null) && <Button variant="default" loading={paper.busy} leftSection={<IconFileText size={20} aria-hidden />} onClick={() => void paper.make()} data-testid="preview">{t('minutes:preview')}</Button>}
          {deskRole && !frozen && <Button leftSection={<IconLock size={20} aria-hidden />} onClick={() => setAsking(true)} data-testid="freeze">{t('minutes:freeze.do')}</Button>}
        </Group>
      </Group>
      <SaveTrouble m={m} />
      {frozen && paper.version !== null && <SignPanel version={paper.version} title={detail.data.title} maySign={role === 'chair'} onSigned={paper.setVersion} />}
      <div className={classes.columns}>
        <div className={classes.text}><Sections m={m} editable={deskRole && !frozen} /></div>
        <section className={classes.preview} aria-label={t('minutes:paper')}>
          {paper.version !== null
            ? <DocumentViewer key={paper.version} versionId={paper.version} me={me} compact />
            : <Text c="dimmed" p="lg">{deskRole ? t('minutes:noPaper') : t('minutes:noPaperYet')}</Text>}
        </section>
      </div>
      <Freeze opened={asking} onClose={() => setAsking(false)} busy={freezing} onFreeze={() => void freeze()} />
    </Stack>
  );
}
