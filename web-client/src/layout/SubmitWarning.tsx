// SPDX-License-Identifier: GPL-3.0-or-later
// Before a draft is submitted: how many breaches of form it has. It warns and does not hinder: the form is its checker's to answer for (Article 12, R10).
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '../api/client';
import { useLang, useT } from '../i18n';
import { layoutApi } from './api';
import classes from './layout.module.css';

export function SubmitWarning({ version }: { version: number }) {
  const t = useT();
  const lang = useLang();
  const { data } = useQuery(`layout ${version}`, (signal) => layoutApi.version(version, true, signal));
  const breaches = data?.findings.filter((f) => f.severity === 'breach') ?? [];
  if (breaches.length === 0) return null;
  return (
    <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} title={t('layout:submit.title', { n: breaches.length })} role="status" data-testid="layout-warning">
      {t('layout:submit.text')}
      <ul className={classes.short}>{breaches.slice(0, 5).map((f) => <li key={f.id}>{f.what[lang]}{f.found[lang] === '' ? '' : `: ${f.found[lang]}`}</li>)}</ul>
    </Alert>
  );
}
