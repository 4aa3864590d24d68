// SPDX-License-Identifier: GPL-3.0-or-later
// Routes, and what stands in front of them: login, and an error page.
import { Center, Text } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useConnection } from '../api/client';
import { useT } from '../i18n';
import { LoginScreen } from '../screens/login/LoginScreen';
import { CalendarScreen } from '../screens/calendar/CalendarScreen';
import { ErrorNote } from '../ui/ErrorNote';
import { ErrorBoundary } from './ErrorBoundary';
import { Waiting, whenIdle } from './page';
import { Access, Arrival, Away, Books, Check, Desk, Devices, Draft, Editor, Hall, Incoming, Meeting, Minutes, NewMeeting, Paper, Pin, Proofs, Recording, Register, Reminders, RemoteReturn, Room, SignMany, Watch, WorkFile, WorkFiles, WorkingDays } from './pages';
import { path } from './routes';
import { SessionProvider, useSession } from './session';
import { Shell } from './Shell';

function NotFound() {
  const t = useT();
  return <Text p="lg">{t('common:notFound')}</Text>;
}

const number = (text: string | undefined) => Number.parseInt(text ?? '', 10) || 0;

function InShell({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return <Shell wide={wide ?? false}>{children}</Shell>;
}

function Pages() {
  return (
    <Switch>
      <Route path="/meetings/:id/room">{(p) => <Room key={p.id} meeting={number(p.id)} />}</Route>
      <Route path="/meetings/:id/papers/:version">
        {(p) => <Paper meeting={number(p.id)} version={number(p.version)} />}
      </Route>
      <Route path="/hall/:id">{(p) => <Hall key={p.id} meeting={number(p.id)} />}</Route>
      <Route path="/meetings/:id/watch">{(p) => <InShell wide><Watch key={p.id} meeting={number(p.id)} /></InShell>}</Route>
      <Route path="/recordings/:id">{(p) => <InShell wide><Recording key={p.id} recording={number(p.id)} /></InShell>}</Route>
      <Route path="/meetings/:id/devices">{(p) => <InShell><Devices key={p.id} meeting={number(p.id)} /></InShell>}</Route>
      <Route path="/meetings/:id/minutes">{(p) => <InShell wide><Minutes key={p.id} meeting={number(p.id)} /></InShell>}</Route>
      <Route path="/meetings/:id/edit">{(p) => <InShell><Editor key={p.id} meeting={number(p.id)} /></InShell>}</Route>
      <Route path="/desk/new"><InShell wide><Draft request={null} /></InShell></Route>
      <Route path="/admin/access"><InShell wide><Access /></InShell></Route>
      <Route path="/admin/proofs"><InShell wide><Proofs /></InShell></Route>
      <Route path="/desk/reminders"><InShell><Reminders /></InShell></Route>
      <Route path="/desk/pin"><InShell><Pin /></InShell></Route>
      <Route path="/desk/calendar"><InShell><WorkingDays /></InShell></Route>
      <Route path="/desk/remote"><InShell><RemoteReturn /></InShell></Route>
      <Route path="/desk/away"><InShell wide><Away /></InShell></Route>
      <Route path="/desk/sign"><InShell wide><SignMany /></InShell></Route>
      <Route path="/desk/register"><InShell wide><Register /></InShell></Route>
      <Route path="/desk/books"><InShell wide><Books /></InShell></Route>
      <Route path="/desk/files"><InShell wide><WorkFiles /></InShell></Route>
      <Route path="/desk/files/:id">{(p) => <InShell wide><WorkFile key={p.id} file={number(p.id)} /></InShell>}</Route>
      <Route path="/desk/incoming"><InShell wide><Incoming /></InShell></Route>
      <Route path="/desk/incoming/:id">{(p) => <InShell wide><Arrival key={p.id} entry={number(p.id)} /></InShell>}</Route>
      <Route path="/desk/:id/edit">{(p) => <InShell wide><Draft key={p.id} request={number(p.id)} /></InShell>}</Route>
      <Route path="/desk/:id">{(p) => <InShell wide><Desk request={number(p.id)} /></InShell>}</Route>
      <Route path="/desk"><InShell wide><Desk request={null} /></InShell></Route>
      <Route path="/check"><Check /></Route>
      <Route path="/meetings/new"><InShell><NewMeeting /></InShell></Route>
      <Route path="/meetings/:id">{(p) => <InShell><Meeting key={p.id} meeting={number(p.id)} /></InShell>}</Route>
      <Route path="/"><InShell><CalendarScreen /></InShell></Route>
      <Route><InShell><NotFound /></InShell></Route>
    </Switch>
  );
}

/* A new page begins at its main landmark, for the eye and for the screen reader; the first page keeps the browser's own start. */
function useFocusOnNavigation() {
  const [location] = useLocation();
  const before = useRef(location);
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [location]);
}

function Gate() {
  const session = useSession();
  const { hello } = useConnection();
  const [location] = useLocation();
  useFocusOnNavigation();
  const inside = session.status === 'in';
  useEffect(() => (inside ? whenIdle(Meeting.preload) : undefined), [inside]);
  /* The check page is for everybody, also for who has no account. */
  if (location === path.check && session.status !== 'in') return <Check />;
  if (session.status === 'out') return <LoginScreen />;
  if (session.status === 'unreachable' && session.error)
    return <Center mih="100vh" p="md"><main id="main" tabIndex={-1}><ErrorNote error={session.error} onRetry={session.retry} /></main></Center>;
  if (session.status !== 'in' || hello === null) return <main id="main" tabIndex={-1}><Waiting /></main>;
  return <ErrorBoundary><Pages /></ErrorBoundary>;
}

export function App() {
  return <SessionProvider><Gate /></SessionProvider>;
}
