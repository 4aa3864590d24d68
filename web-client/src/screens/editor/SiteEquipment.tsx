// SPDX-License-Identifier: GPL-3.0-or-later
// Keys for encoders and hall decoders of each site, and the room system a site already has. A key is shown once.
import { Alert, Badge, Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconBroadcast, IconCheck, IconCopy, IconDeviceTv, IconKeyOff, IconVideo } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { call, useQuery } from '../../api/client';
import { useT } from '../../i18n';
import type { MeetingDetail, Site, SiteToken, TokenPurpose } from '../../protocol/generated';
import { ErrorNote } from '../../ui/ErrorNote';
import { fmtDateTime } from '../../ui/format';
import { SecretField } from '../../ui/SecretField';
import { notifyDone, notifyError } from '../../ui/notify';
import classes from './editor.module.css';

type Made = { site: Site; token: string; address: string };

function Copyable({ label, value }: { label: string; value: string }) {
  const t = useT();
  return (
    <Group align="flex-end" gap="sm">
      <TextInput label={label} value={value} readOnly className={classes.grow} onFocus={(e) => e.currentTarget.select()} />
      <CopyButton value={value}>
        {({ copied, copy }) => <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={20} aria-hidden /> : <IconCopy size={20} aria-hidden />}>{copied ? t('sites:copied') : t('sites:copy')}</Button>}
      </CopyButton>
    </Group>
  );
}

function NewKey({ meeting, site, purpose, onMade, onClose }: { meeting: MeetingDetail; site: Site; purpose: TokenPurpose; onMade: (made: Made) => void; onClose: () => void }) {
  const t = useT();
  const [hours, setHours] = useState('24');
  const [follows, setFollows] = useState('0');
  const [busy, setBusy] = useState(false);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    try {
      const made = await call('site.token_make', { meeting: meeting.id, site: site.id, purpose, hours: Number(hours), ...(follows === '0' ? {} : { follows_site: Number(follows) }) });
      onMade({ site, token: made.token, address: location.origin + made.path });
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('sites:keyFor', { site: site.name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={(e) => void submit(e)}>
        <Stack>
          <Text fw={600}>{purpose === 'publish' ? t('sites:purpose.publish') : t('sites:purpose.watch')}</Text>
          {purpose === 'watch' && (
            <Select label={t('sites:follows')} allowDeselect={false} value={follows} onChange={(v) => setFollows(v ?? '0')}
              data={[{ value: '0', label: t('sites:programme') }, ...meeting.sites.map((s) => ({ value: String(s.id), label: s.name }))]} />
          )}
          <Select label={t('sites:hours')} allowDeselect={false} value={hours} onChange={(v) => setHours(v ?? '24')}
            data={[{ value: '12', label: t('sites:hour12') }, { value: '24', label: t('sites:day1') }, { value: '168', label: t('sites:day7') }, { value: '720', label: t('sites:day30') }]} />
          <Group justify="flex-end"><Button type="submit" loading={busy}>{t('sites:make')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function MadeKey({ made, onClose }: { made: Made; onClose: () => void }) {
  const t = useT();
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} size="lg" title={t('sites:keyFor', { site: made.site.name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        <Alert color="warning" icon={<IconAlertTriangle aria-hidden />}>{t('sites:once')}</Alert>
        <Copyable label={t('sites:address')} value={made.address} />
        <Copyable label={t('sites:key')} value={made.token} />
        <Group justify="flex-end"><Button onClick={onClose}>{t('sites:done')}</Button></Group>
      </Stack>
    </Modal>
  );
}

function RoomSystem({ meeting, site, onClose, reload }: { meeting: MeetingDetail; site: Site; onClose: () => void; reload: () => Promise<void> }) {
  const t = useT();
  const [url, setUrl] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (body: { url?: string; username?: string; password?: string }) => {
    setBusy(true);
    try {
      await call('site.source_set', { meeting: meeting.id, site: site.id, ...body });
      notifyDone(t('sites:saved'));
      await reload();
      onClose();
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('sites:systemOf', { site: site.name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={(e) => { e.preventDefault(); void send({ url: url.trim(), username, password }); }}>
        <Stack>
          {site.source === true && <Text>{t('sites:systemSet')}</Text>}
          <TextInput label={t('sites:url')} description={t('sites:urlHelp')} required maxLength={500} value={url} onChange={(e) => setUrl(e.currentTarget.value)} placeholder="rtsp://" />
          <TextInput label={t('sites:user')} maxLength={100} value={username} autoComplete="off" onChange={(e) => setUsername(e.currentTarget.value)} />
          <SecretField label={t('sites:password')} description={t('sites:passwordHelp')} maxLength={200} value={password} autoComplete="new-password" onChange={(e) => setPassword(e.currentTarget.value)} />
          <Group justify="space-between">
            {site.source === true ? <Button variant="default" disabled={busy} onClick={() => void send({})}>{t('sites:remove')}</Button> : <span />}
            <Button type="submit" loading={busy}>{t('sites:save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function KeyRow({ token, sites, onRevoke }: { token: SiteToken; sites: Site[]; onRevoke: () => void }) {
  const t = useT();
  const nameOf = (id: number | null) => sites.find((s) => s.id === id)?.name ?? '';
  const what = token.purpose === 'watch' ? ` · ${t('sites:watches', { name: token.follows_site === null ? t('sites:programme') : nameOf(token.follows_site) })}` : '';
  const used = token.last_used_at === null ? t('sites:unused') : t('sites:lastUsed', { at: fmtDateTime(token.last_used_at) });
  return (
    <li className={classes.entry}>
      <div className={classes.entryText}>
        <Text fw={600}>{token.purpose === 'publish' ? t('sites:purpose.publish') : t('sites:purpose.watch')}{what}</Text>
        <Text size="sm" c="dimmed">{`${t('sites:until', { at: fmtDateTime(token.expires_at) })} · ${token.created_by.name} · `}{token.live ? '' : used}</Text>
      </div>
      <div className={classes.entryTools}>
        {token.live && <Badge color="success" leftSection={<IconBroadcast size={15} aria-hidden />}>{t('sites:inUse')}</Badge>}
        <Button variant="default" aria-label={t('sites:revokeOf', { site: nameOf(token.site), by: token.created_by.name })} leftSection={<IconKeyOff size={20} aria-hidden />} onClick={onRevoke}>{t('sites:revoke')}</Button>
      </div>
    </li>
  );
}

export function SiteEquipment({ meeting, reload }: { meeting: MeetingDetail; reload: () => Promise<void> }) {
  const t = useT();
  const { data, error, reload: again } = useQuery(`site tokens ${meeting.id}`, () => call('site.tokens', { meeting: meeting.id }));
  const [making, setMaking] = useState<{ site: Site; purpose: TokenPurpose } | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [system, setSystem] = useState<Site | null>(null);
  const revoke = async (token: number) => {
    try {
      await call('site.token_revoke', { meeting: meeting.id, token });
      notifyDone(t('sites:revoked'));
      await again();
    } catch (cause) {
      notifyError(cause);
    }
  };
  if (meeting.sites.length === 0) return null;
  return (
    <section aria-labelledby="site-equipment" data-testid="site-equipment">
      <Title order={3} id="site-equipment">{t('sites:title')}</Title>
      <Text c="dimmed" mb="sm">{t('sites:help')}</Text>
      {error && <ErrorNote error={error} />}
      <ul className="pn-plain">
        {meeting.sites.map((site) => (
          <li key={site.id}>
            <Group justify="space-between" gap="xs" mt="md">
              <Text fw={600} className={classes.entryText}>{site.name}</Text>
              <div className={classes.entryTools}>
                <Button variant="default" leftSection={<IconBroadcast size={20} aria-hidden />} onClick={() => setMaking({ site, purpose: 'publish' })}>{t('sites:newPublish')}</Button>
                <Button variant="default" leftSection={<IconDeviceTv size={20} aria-hidden />} onClick={() => setMaking({ site, purpose: 'watch' })}>{t('sites:newWatch')}</Button>
                <Button variant={site.source === true ? 'light' : 'default'} leftSection={site.source === true ? <IconCheck size={20} aria-hidden /> : <IconVideo size={20} aria-hidden />} onClick={() => setSystem(site)}>{t('sites:system')}</Button>
              </div>
            </Group>
            <ul className="pn-plain">
              {(data?.tokens ?? []).filter((x) => x.site === site.id).map((x) => <KeyRow key={x.id} token={x} sites={meeting.sites} onRevoke={() => void revoke(x.id)} />)}
            </ul>
          </li>
        ))}
      </ul>
      {data?.tokens.length === 0 && <Text c="dimmed" mt="sm">{t('sites:noKeys')}</Text>}
      {making && <NewKey meeting={meeting} {...making} onClose={() => setMaking(null)} onMade={(m) => { setMaking(null); setMade(m); void again(); }} />}
      {made && <MadeKey made={made} onClose={() => setMade(null)} />}
      {system && <RoomSystem meeting={meeting} site={system} reload={reload} onClose={() => setSystem(null)} />}
    </section>
  );
}
