// SPDX-License-Identifier: GPL-3.0-or-later
// The frame around every page but the room and the viewer: skip link, body name, language, theme, person, state of the line.
import { Avatar, Box, Container, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconArchive, IconBell, IconCalendarCog, IconCalendarEvent, IconChevronDown, IconDevices, IconFileSearch, IconLock, IconLogout, IconShieldLock, IconSignature } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useT } from '../i18n';
import { Monogram } from '../ui/Monogram';
import { initials } from '../ui/format';
import { notifyError } from '../ui/notify';
import { ConnectionBanner } from './ConnectionBanner';
import { MainNav } from './MainNav';
import { LanguageSwitch, ThemeSwitch } from './switches';
import { path } from './routes';
import { useQuery } from '../api/client';
import { deskApi } from '../desk/api';
import { useMe, useSession } from './session';
import classes from './Shell.module.css';

export function UserMenu() {
  const t = useT();
  const me = useMe();
  const { logout } = useSession();
  const { data: count } = useQuery('desk count', deskApi.count);
  const leave = (everywhere: boolean) => logout(everywhere).catch(notifyError);
  return (
    <Menu position="bottom-end" width={300} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <Avatar size={36} radius="xl" color="brand" variant="light" aria-hidden>{initials(me.person.name)}</Avatar>
          <Box visibleFrom="lg" ta="left" className={classes.userText}>
            <Text size="sm" fw={600} lh={1.3}>{me.person.name}</Text>
            <Text size="xs" c="dimmed" lh={1.3}>{me.person.title}</Text>
          </Box>
          <Box component="span" hiddenFrom="lg"><span className="pn-hidden">{me.person.name}</span></Box>
          <span className="pn-hidden">{t('common:user.menu')}</span>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py={6}>
          <Text fw={600}>{me.person.name}</Text>
          <Text size="xs" c="dimmed">{me.person.title}</Text>
        </Box>
        <Menu.Divider />
        <Menu.Item component={Link} href={path.home} leftSection={<IconCalendarEvent size={20} aria-hidden />}>{t('common:nav.calendar')}</Menu.Item>
        <Menu.Item component={Link} href={path.desk} leftSection={<IconSignature size={20} aria-hidden />}>{t('desk:title')}</Menu.Item>
        <Menu.Item component={Link} href={path.reminders} leftSection={<IconBell size={20} aria-hidden />}>{t('work:clock.bell', { count: count?.reminders ?? 0 })}</Menu.Item>
        <Menu.Item component={Link} href={path.pin} leftSection={<IconLock size={20} aria-hidden />}>{t('work:pin.title')}</Menu.Item>
        {count?.admin === true && <Menu.Item component={Link} href={path.workingDays} leftSection={<IconCalendarCog size={20} aria-hidden />}>{t('work:days.title')}</Menu.Item>}
        {count?.admin === true && <Menu.Item component={Link} href={path.access} leftSection={<IconShieldLock size={20} aria-hidden />}>{t('work:access.title')}</Menu.Item>}
        {count !== undefined && count.proofs !== null && (
          <Menu.Item component={Link} href={path.proofs} leftSection={<IconArchive size={20} aria-hidden />} data-testid="menu-proofs">{t(count.proofs > 0 ? 'work:proofs.menuTrouble' : 'work:proofs.menu', { count: count.proofs })}</Menu.Item>
        )}
        <Menu.Item component={Link} href={path.check} leftSection={<IconFileSearch size={20} aria-hidden />}>{t('desk:check.title')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={20} aria-hidden />} onClick={() => void leave(false)}>{t('common:user.logout')}</Menu.Item>
        <Menu.Item leftSection={<IconDevices size={20} aria-hidden />} onClick={() => void leave(true)}>{t('common:user.logoutEverywhere')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Shell({ children, wide }: { children: ReactNode; wide: boolean }) {
  const t = useT();
  const me = useMe();
  return (
    <div className={classes.frame}>
      <a href="#main" className="pn-skip">{t('common:skip')}</a>
      <header className={classes.bar}>
        <div className={classes.barInner}>
          <Link href={path.home} className={classes.brand}>
            <Monogram size={40} />
            <span className={classes.brandText}>
              <span className={classes.body}>{me.body_unit.name}</span>
              <span className={classes.product}>{t('common:product')}</span>
              <span className="pn-hidden">{t('common:nav.home')}</span>
            </span>
          </Link>
          <MainNav />
          <Group gap={4} wrap="nowrap">
            <LanguageSwitch />
            <ThemeSwitch />
            <UserMenu />
          </Group>
        </div>
      </header>
      <ConnectionBanner />
      <main id="main" tabIndex={-1} className={classes.main}>
        <Container size={wide ? 1600 : 1120} px={{ base: 16, sm: 24 }} py={{ base: 20, sm: 28 }}>{children}</Container>
      </main>
    </div>
  );
}
