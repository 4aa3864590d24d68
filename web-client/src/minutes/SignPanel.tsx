// SPDX-License-Identifier: GPL-3.0-or-later
// From final text to signed paper: what exactly will be signed stands in a summary before anything happens; afterwards the
// product's own check says in a sentence whether the signature holds, and the file can be taken away.
import { Alert, Badge, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconCertificate, IconCheck, IconDownload, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { Proof } from '../desk/Proof';
import { useQuery } from '../api/client';
import { docs } from '../api/docs';
import { toApiError } from '../api/errors';
import { useMe } from '../app/session';
import { PinBox } from '../desk/PinBox';
import { useLang, useT, type Key } from '../i18n';
import { fmtDateTime } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { desk, type CheckedSignature } from './desk';
import classes from './minutes.module.css';

const GOOD = new Set(['valid', 'valid_with_changes']);
const trustWords: Record<CheckedSignature['trust'], Key> = {
  trusted: 'minutes:trust.trusted', unknown_issuer: 'minutes:trust.unknown', expired: 'minutes:trust.expired', revoked: 'desk:check.revoked', weak_digest: 'desk:check.weakDigest', not_checked: 'minutes:trust.notChecked',
};

function Summary({ version, title, opened, onClose, onSigned }: { version: number; title: string; opened: boolean; onClose: () => void; onSigned: (version: number) => void }) {
  const t = useT();
  const lang = useLang();
  const me = useMe();
  const { data } = useQuery(`sign ${version}`, (signal) => docs.version(version, signal));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [pin, setPin] = useState<string | null>(null);
  const sign = async () => {
    setBusy(true);
    setError(null);
    try {
      const reply = await desk.sign(version, pin ?? '');
      notifyDone(t('minutes:sign.done'));
      onSigned(reply.version);
      onClose();
    } catch (cause) {
      const problem = toApiError(cause);
      if (problem.code === 'pin_needed') setPin('');
      setError(problem.sentence(lang));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('minutes:sign.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <dl className={classes.facts}>
          <dt>{t('minutes:sign.what')}</dt><dd>{t('minutes:sign.minutesOf', { title })}</dd>
          <dt>{t('minutes:sign.pages')}</dt><dd>{data?.page_count ?? '…'}</dd>
          <dt>{t('minutes:sign.hash')}</dt><dd className={classes.hash}>{data?.sha256 ?? '…'}</dd>
          <dt>{t('minutes:sign.who')}</dt><dd>{me.person.name}{me.person.title !== '' && `, ${me.person.title}`}</dd>
        </dl>
        <Text>{t('minutes:sign.text')}</Text>
        {pin !== null && <PinBox isSet value={pin} onChange={setPin} onSubmit={() => { if (!busy && pin.length >= 6) void sign(); }} />}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={data === undefined} leftSection={<IconCertificate size={20} aria-hidden />} onClick={() => void sign()} data-testid="sign-confirm">{t('minutes:sign.now')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Check({ version }: { version: number }) {
  const t = useT();
  const lang = useLang();
  const { data, error, reload } = useQuery(`check ${version}`, (signal) => desk.check(version, signal));
  if (error !== undefined) return <Alert color="warning" role="alert">{error.sentence(lang)} <Button variant="subtle" onClick={() => void reload()}>{t('common:error.retry')}</Button></Alert>;
  if (data === undefined) return <Text c="dimmed" role="status">{t('minutes:check.running')}</Text>;
  if (data.signatures.length === 0) return null;
  // Intact is not enough for a green shield: every signer must be known.
  const good = GOOD.has(data.verdict) && data.signatures.every((s) => s.trust === 'trusted');
  return (
    <Alert color={good ? 'success' : 'danger'} icon={good ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />} title={t('minutes:check.title')} data-testid="check" data-verdict={data.verdict} role="status">
      <Text>{lang === 'vi' ? data.text.vi : data.text.en}</Text>
      <ul className="pn-plain">
        {data.signatures.map((s, i) => (
          <li key={i}>
            <Text fw={600}>{s.signer}</Text>
            <Text size="sm">{s.time !== '' && t('minutes:check.at', { at: fmtDateTime(s.time) })} {t(trustWords[s.trust])}</Text>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

export function SignPanel({ version, title, maySign, onSigned }: { version: number; title: string; maySign: boolean; onSigned: (version: number) => void }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { data } = useQuery(`minutes version ${version}`, (signal) => docs.version(version, signal));
  const signed = (data?.signatures.length ?? 0) > 0;
  return (
    <section className={classes.box} aria-label={t('minutes:sign.section')}>
      <Stack gap="md">
        <Group gap="sm" wrap="wrap">
          <Title order={2} fz={18}>{t('minutes:sign.section')}</Title>
          {signed ? <Badge color="success" leftSection={<IconCheck size={16} aria-hidden />} data-testid="signed">{t('minutes:sign.signed')}</Badge> : <Badge color="warning">{t('minutes:sign.waiting')}</Badge>}
        </Group>
        {signed && <Check version={version} />}
        {signed && data !== undefined && <Proof document={data.document} />}
        <Group gap="sm" wrap="wrap">
          {!signed && maySign && <Button size="xl" leftSection={<IconCertificate size={24} aria-hidden />} disabled={data === undefined} onClick={() => setAsking(true)} data-testid="sign">{t('minutes:sign.open')}</Button>}
          <Button component="a" href={docs.fileUrl(version)} download variant={signed ? 'filled' : 'default'} leftSection={<IconDownload size={20} aria-hidden />} data-testid="download">{t('minutes:download')}</Button>
        </Group>
        {!signed && !maySign && <Text c="dimmed">{t('minutes:sign.chairOnly')}</Text>}
      </Stack>
      <Summary version={version} title={title} opened={asking} onClose={() => setAsking(false)} onSigned={onSigned} />
    </section>
  );
}
