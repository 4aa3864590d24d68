// SPDX-License-Identifier: GPL-3.0-or-later
// Language and light/dark. Each button names what it will do, in the language the person is about to read.
import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { setLang, useLang, useT } from '../i18n';

export function LanguageSwitch({ full = false }: { full?: boolean }) {
  const lang = useLang();
  const next = lang === 'vi' ? 'en' : 'vi';
  const name = next === 'vi' ? 'Tiếng Việt' : 'English';
  const short = next.toUpperCase();
  return (
    <Button variant="subtle" color="gray" px={10} lang={next} aria-label={full ? name : `${short} – ${name}`} onClick={() => setLang(next)}>
      {full ? name : short}
    </Button>
  );
}

export function ThemeSwitch() {
  const t = useT();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t('common:theme.light') : t('common:theme.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        {dark ? <IconSun size={22} aria-hidden /> : <IconMoon size={22} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
