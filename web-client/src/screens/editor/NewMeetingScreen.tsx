// SPDX-License-Identifier: GPL-3.0-or-later
// A new meeting, from a template or empty: one short form, then the editor goes on with people and agenda.
import { Anchor, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call, useQuery } from '../../api/client';
import { path } from '../../app/routes';
import { useMe } from '../../app/session';
import { useT } from '../../i18n';
import { loadOrg } from '../../meeting/org';
import { ErrorNote } from '../../ui/ErrorNote';
import { dayKey, dayStart, toLocalInput } from '../../ui/format';
import { notifyError } from '../../ui/notify';
import { usePageTitle } from '../../ui/usePageTitle';
import { InfoForm, type GoodInfo, type Info } from './InfoForm';
import classes from './editor.module.css';

const HOUR = 3_600_000;

export default function NewMeetingScreen() {
  const t = useT();
  const me = useMe();
  const [, navigate] = useLocation();
  const [template, setTemplate] = useState('');
  const [busy, setBusy] = useState(false);
  const { data, error, reload } = useQuery('new meeting', async () => {
    const [org, list] = await Promise.all([loadOrg(), call('meetings.list', {})]);
    return { org, templates: list.templates ?? [] };
  });
  usePageTitle(t('editor:newTitle'));

  async function create(info: GoodInfo) {
    setBusy(true);
    try {
      const { meeting } = await call('meeting.create', { ...info, ...(template === '' ? {} : { template: Number(template) }) });
      navigate(`${path.edit(meeting)}#people`, { replace: true });
    } catch (cause) {
      notifyError(cause);
      setBusy(false);
    }
  }

  const eight = dayStart(dayKey(Date.now()) + 7).getTime() + 8 * HOUR;
  const chosen = data?.templates.find((x) => String(x.id) === template);
  const head = data?.org.people[0];
  const initial: Info = {
    title: chosen?.title ?? '', kind: chosen?.kind ?? 'regular', unit: me.body_unit.id, chair: head && head.id !== me.person.id ? head.id : null, secretary: me.person.id,
    starts: toLocalInput(eight), ends: toLocalInput(eight + 2 * HOUR), place: '', description: '',
  };
  return (
    <Stack gap="lg">
      <Anchor component={Link} href={path.home} className={classes.back}><IconChevronLeft size={20} aria-hidden />{t('common:nav.calendar')}</Anchor>
      <div>
        <Title order={1}>{t('editor:newTitle')}</Title>
        <Text c="dimmed">{t('editor:newLead')}</Text>
      </div>
      {error && <ErrorNote error={error} onRetry={() => void reload()} />}
      {!data && !error && <Skeleton h={480} role="status" aria-label={t('common:loading')} />}
      {data && (
        <div className={`pn-card ${classes.sheet}`}>
          <InfoForm key={template} org={data.org} initial={initial} submitLabel={t('editor:create')} busy={busy} onSubmit={(i) => void create(i)}
            extra={(
              <Select label={t('editor:field.template')} description={t('editor:templateHelp')} value={template} onChange={(v) => setTemplate(v ?? '')}
                data={[{ value: '', label: t('editor:noTemplate') }, ...data.templates.map((x) => ({ value: String(x.id), label: x.title }))]} />
            )} />
        </div>
      )}
    </Stack>
  );
}
