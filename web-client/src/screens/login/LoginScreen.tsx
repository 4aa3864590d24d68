// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 1, Đăng nhập: the account of the body. One form, one button; a refusal is a sentence that takes the focus.
import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconFileCheck, IconLogin2, IconScale, IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { path } from '../../app/routes';
import { LanguageSwitch, ThemeSwitch } from '../../app/switches';
import { useSession } from '../../app/session';
import { toApiError, type ApiError } from '../../api/errors';
import { useLang, useT } from '../../i18n';
import { Monogram } from '../../ui/Monogram';
import { usePageTitle } from '../../ui/usePageTitle';
import classes from './LoginScreen.module.css';

function Promise3() {
  const t = useT();
  const lines = [
    { icon: IconUsersGroup, text: t('login:promise.meet') },
    { icon: IconScale, text: t('login:promise.vote') },
    { icon: IconFileCheck, text: t('login:promise.sign') },
  ];
  return (
    <ul className={classes.promises}>
      {lines.map(({ icon: Icon, text }) => (
        <li key={text}><Icon size={26} stroke={1.6} aria-hidden /><span>{text}</span></li>
      ))}
    </ul>
  );
}

export function LoginScreen() {
  const t = useT();
  const lang = useLang();
  const { login, expired } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [missing, setMissing] = useState({ username: false, password: false });
  const alert = useRef<HTMLDivElement>(null);
  usePageTitle(t('login:title'));

  useEffect(() => { if (error) alert.current?.focus(); }, [error]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const username = String(form.get('username') ?? '').trim();
    const password = String(form.get('password') ?? '');
    const lacks = { username: username === '', password: password === '' };
    setMissing(lacks);
    if (lacks.username || lacks.password) {
      const field = event.currentTarget.elements.namedItem(lacks.username ? 'username' : 'password');
      if (field instanceof HTMLElement) field.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await login(username, password);
    } catch (cause) {
      setError(toApiError(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.page}>
      <aside className={classes.side} aria-label={t('login:about')}>
        <div className={classes.sideInner}>
          <Monogram size={64} inverse />
          <p className={classes.name}>Phien</p>
          <p className={classes.slogan}>{t('login:slogan')}</p>
          <Promise3 />
        </div>
      </aside>
      <main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.switches}><LanguageSwitch full /><ThemeSwitch /></div>
        <form className={classes.form} onSubmit={(e) => void submit(e)} noValidate>
          <Stack gap="lg">
            <div className={classes.head}>
              <span className={classes.smallMark}><Monogram size={48} /></span>
              <div>
                <Title order={1}>{t('login:title')}</Title>
                <Text c="dimmed">{t('login:lead')}</Text>
              </div>
            </div>
            {expired && !error && <Alert color="warning" role="status" icon={<IconAlertTriangle aria-hidden />} data-testid="session-expired">{t('login:expired')}</Alert>}
            {error && (
              <Alert ref={alert} tabIndex={-1} color="danger" role="alert" icon={<IconAlertTriangle aria-hidden />}
                title={error.code === 'rate_limited' ? t('login:rateLimited') : t('login:refused')}>
                {error.sentence(lang)} {error.code === 'bad_credentials' && t('login:checkCapsLock')}
                {error.code === 'rate_limited' && t('login:waitAMinute')}
              </Alert>
            )}
            <TextInput name="username" label={t('login:username')} autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} autoFocus
              error={missing.username ? t('login:usernameMissing') : null} required withAsterisk={false} />
            <PasswordInput name="password" size="md" label={t('login:password')} autoComplete="current-password" maxLength={256}
              visibilityToggleButtonProps={{ 'aria-label': t('login:showPassword'), tabIndex: 0 }}
              error={missing.password ? t('login:passwordMissing') : null} required withAsterisk={false} />
            <Button type="submit" size="xl" loading={busy} leftSection={<IconLogin2 aria-hidden />} fullWidth>{t('login:submit')}</Button>
            <Text size="sm" c="dimmed">{t('login:help')}</Text>
            <Link href={path.check}>{t('desk:check.title')}</Link>
          </Stack>
        </form>
      </main>
    </div>
  );
}
