// SPDX-License-Identifier: GPL-3.0-or-later
// A hall's screen: nothing but the programme. A browser gives neither sound nor the full screen before somebody has touched the page.
import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useT } from '../i18n';
import { Status, useProgramme } from './programme';
import classes from './watch.module.css';

export default function HallScreen({ meeting }: { meeting: number }) {
  const t = useT();
  const { title, video, watching } = useProgramme(meeting);
  const [begun, setBegun] = useState(false);
  const begin = () => {
    setBegun(true);
    if (video.current) { video.current.muted = false; void video.current.play().catch(() => undefined); }
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
  };
  return (
    <main id="main" tabIndex={-1} className={classes.hall}>
      <h1 className="pn-hidden">{title}</h1>
      <video ref={video} className={classes.hallVideo} muted={!begun} playsInline autoPlay aria-label={t('watch:video')} data-testid="hall" data-state={watching.state} />
      <div className={classes.over}>
        {!begun && <Button size="lg" leftSection={<IconVolume size={24} aria-hidden />} onClick={begin}>{t('watch:begin')}</Button>}
        {watching.state !== 'playing' && <div className={classes.note}><Status watching={watching} /></div>}
      </div>
    </main>
  );
}
