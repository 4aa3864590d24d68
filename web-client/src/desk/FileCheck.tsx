// SPDX-License-Identifier: GPL-3.0-or-later
// The product's own verdict on the signatures of a file, in a sentence, with each signer.
import { Alert, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '../api/client';
import { useLang, useT } from '../i18n';
import { desk } from '../minutes/desk';
import { fmtDateTime } from '../ui/format';

const GOOD = new Set(['valid', 'valid_with_changes']);

export function FileCheck({ version }: { version: number }) {
  const t = useT();
  const lang = useLang();
  const { data, error } = useQuery(`check ${version}`, (signal) => desk.check(version, signal));
  if (error !== undefined) return <Alert color="warning" role="alert">{error.sentence(lang)}</Alert>;
  if (data === undefined) return <Text c="dimmed" role="status">{t('minutes:check.running')}</Text>;
  const good = GOOD.has(data.verdict);
  return (
    <Alert color={good ? 'success' : 'danger'} icon={good ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />} title={t('minutes:check.title')} data-testid="check" data-verdict={data.verdict} role="status">
      <Text size="sm">{lang === 'vi' ? data.text.vi : data.text.en}</Text>
      <ul className="pn-plain">
        {data.signatures.map((s, i) => <li key={i}><Text size="sm" fw={600} mt={4}>{s.signer}</Text>{s.time !== '' && <Text size="sm">{t('minutes:check.at', { at: fmtDateTime(s.time) })}</Text>}</li>)}
      </ul>
    </Alert>
  );
}
