// SPDX-License-Identifier: GPL-3.0-or-later
// A paper of a meeting, full screen; the page number lives in the address so that a link or a reload comes back to it.
import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { ConnectionBanner } from '../../app/ConnectionBanner';
import { path } from '../../app/routes';
import { useMe } from '../../app/session';
import { useQuery } from '../../api/client';
import { useT } from '../../i18n';
import { DocumentViewer } from '../../viewer';
import { versionOnce } from '../../viewer/ahead';
import { usePageTitle } from '../../ui/usePageTitle';
import classes from './PaperScreen.module.css';

export default function PaperScreen({ meeting, version }: { meeting: number; version: number }) {
  const t = useT();
  const me = useMe();
  const query = useSearch();
  const [page] = useState(() => Number.parseInt(new URLSearchParams(query).get('page') ?? '', 10) || undefined);
  const { data } = useQuery(`paper ${version}`, () => versionOnce(version));
  const title = data?.title ?? '';
  usePageTitle(title);
  const onPage = useCallback((n: number) => {
    window.history.replaceState(window.history.state, '', path.paper(meeting, version, n));
  }, [meeting, version]);
  const back = meeting > 0 ? path.meeting(meeting) : path.home;
  return (
    <div className={classes.frame}>
      <ConnectionBanner />
      <header className={classes.head}>
        <Tooltip label={t('common:back')}>
          <ActionIcon component={Link} href={back} aria-label={t('common:back')}><IconArrowLeft size={22} aria-hidden /></ActionIcon>
        </Tooltip>
        <Text component="h1" fw={600} lh={1.35} className={classes.title}>{title || t('common:loading')}</Text>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <DocumentViewer versionId={version} {...(page === undefined ? {} : { page })} onPage={onPage} me={me.person.id} />
      </main>
    </div>
  );
}
