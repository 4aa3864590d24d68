// SPDX-License-Identifier: GPL-3.0-or-later
// Equipment of the sites as the desk sees it during the meeting: what is connected and how it goes; room systems are connected here.
import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconBroadcast, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useT } from '../i18n';
import type { Site, SiteLive } from '../protocol/generated';
import { useMay, useRoom } from './session';
import { useAct } from './useAct';

const colours = { connecting: 'gray', live: 'success', retrying: 'warning', failed: 'danger' } as const;

function State({ live }: { live: SiteLive }) {
  const t = useT();
  const via = live.via === 'whip' ? t('sites:room.whip') : live.via === 'whep' ? t('sites:room.whep') : t('sites:room.rtsp');
  const words = { connecting: t('sites:room.state.connecting'), live: live.via === 'whep' ? t('sites:room.watching') : t('sites:room.state.live'), retrying: t('sites:room.state.retrying'), failed: t('sites:room.state.failed') };
  return (
    <Group gap="xs">
      <Text size="sm">{via}</Text>
      <Badge color={colours[live.state]} leftSection={<IconBroadcast size={15} aria-hidden />}>{words[live.state]}</Badge>
    </Group>
  );
}

function SiteRow({ site, live }: { site: Site; live: SiteLive[] }) {
  const t = useT();
  const s = useRoom();
  const { act, busy } = useAct();
  const system = live.find((x) => x.via === 'rtsp');
  const on = system !== undefined && system.state !== 'failed';
  return (
    <li>
      <Text fw={600}>{site.name}</Text>
      <Stack gap={6}>
        {live.map((x) => <State key={`${x.via} ${x.peer ?? 0}`} live={x} />)}
        {site.source === true && (
          <Button variant="default" loading={busy} leftSection={on ? <IconPlugConnectedX size={20} aria-hidden /> : <IconPlugConnected size={20} aria-hidden />}
            aria-label={on ? t('sites:room.disconnectOf', { site: site.name }) : t('sites:room.connectOf', { site: site.name })}
            onClick={() => void act(on ? 'site.disconnect' : 'site.connect', { meeting: s.meeting.id, site: site.id })}>
            {on ? t('sites:room.disconnect') : t('sites:room.connect')}
          </Button>
        )}
      </Stack>
    </li>
  );
}

/** Nothing where no site has equipment, and for who does not lead the meeting. */
export function SitesPanel() {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const live = s.sites_live ?? [];
  const rows = s.meeting.sites.filter((site) => site.source === true || live.some((x) => x.site === site.id));
  if (!may('giveFloor') && !may('edit')) return null;
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="room-sites" data-testid="room-sites">
      <Title order={3} id="room-sites" mb="xs">{t('sites:room.title')}</Title>
      <ul className="pn-plain">
        {rows.map((site) => <SiteRow key={site.id} site={site} live={live.filter((x) => x.site === site.id)} />)}
      </ul>
    </section>
  );
}
