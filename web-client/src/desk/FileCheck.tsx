// SPDX-License-Identifier: GPL-3.0-or-later
// The product's own verdict on the signatures of a file, in a sentence, with each signer.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { useLang, useT } from '../i18n';
import { desk } from '../minutes/desk';
import { fmtDateTime } from '../ui/format';
import { Findings, Reports, Revisions, Signer, Since, verdictColors } from './CheckDetails';
import classes from './check.module.css';

export function FileCheck({ version }: { version: number }) {
  const t = useT();
  const lang = useLang();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery(`check ${version}`, (signal) => desk.check(version, signal));
  if (error !== undefined) return <Alert color="warning" role="alert">{error.sentence(lang)}</Alert>;
  if (data === undefined) return <Text c="dimmed" role="status">{t('minutes:check.running')}</Text>;
  const color = verdictColors[data.verdict] ?? 'gray';
  const Icon = color === 'success' ? IconShieldCheck : color === 'danger' ? IconShieldX : IconShieldQuestion;
  const verdict = (
    <Alert color={color} icon={<Icon aria-hidden />} title={t('minutes:check.title')} data-testid="check" data-verdict={data.verdict} role="status">
      <Text size="sm">{lang === 'vi' ? data.text.vi : data.text.en}</Text>
      <ul className="pn-plain">
        {data.signatures.map((s, i) => (
          <li key={i} className={classes.signer}>
            <Signer s={s} />
            {s.time !== '' && <Text size="sm">{t('minutes:check.at', { at: fmtDateTime(s.time) })}</Text>}
            <Since s={s} />
          </li>
        ))}
      </ul>
    </Alert>
  );
  return (
    <Stack gap="sm">
      {verdict}
      {data.token !== undefined && data.signatures.length > 0 && <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="check-details">{t(open ? 'desk:check.detailsClose' : 'desk:check.details')}</Button>}
      {open && (
        <>
          <Reports report={data} name={`van-ban-${version}.pdf`} />
          {data.signatures.map((s, i) => (
            <div key={i}>
              <Signer s={s} />
              <Findings s={s} />
              <Revisions report={data} s={s} />
            </div>
          ))}
        </>
      )}
    </Stack>
  );
}
