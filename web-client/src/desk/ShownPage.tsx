// SPDX-License-Identifier: GPL-3.0-or-later
// The page a signature or a seal will be on, as it will look: drawn on the server from the very file that would be signed, and thrown away.
import { Alert, Skeleton } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import { useQuery } from '../api/client';
import { useLang, useT } from '../i18n';
import { workApi } from './work';
import classes from './desk.module.css';

export const useShown = (step: number, seen: string, wanted: boolean) =>
  useQuery(`shown ${step} ${seen} ${wanted}`, async (signal) => (wanted ? workApi.shown(step, signal) : null));

/** `short`: beside other things that are to be done. */
export function ShownPage({ step, seen, what, short }: { step: number; seen: string; what: 'sign' | 'seal'; short?: boolean }) {
  const t = useT();
  const lang = useLang();
  const { data, error } = useShown(step, seen, true);
  const place = useRef<HTMLDivElement>(null);
  /* What is new on the page is what one looks for first. */
  const toSign = useCallback(() => {
    const box = place.current;
    if (box !== null && data?.top !== undefined && data.bottom !== undefined) box.scrollTop = ((data.top + data.bottom) / 2) * box.scrollHeight - box.clientHeight / 2;
  }, [data]);
  useEffect(() => {
    toSign();
    window.addEventListener('resize', toSign);
    return () => window.removeEventListener('resize', toSign);
  }, [toSign, short]);
  if (error !== undefined) return <Alert color="warning" role="status">{error.sentence(lang)}</Alert>;
  if (data == null) return <Skeleton h={240} radius="md" />;
  const caption = t(what === 'sign' ? 'desk:shown.sign' : 'desk:shown.seal', { page: data.page });
  return (
    <figure className={classes.shown} data-testid="shown">
      <figcaption>{caption}</figcaption>
      <div ref={place} data-short={short === true || undefined} tabIndex={0} role="group" aria-label={caption}><img src={`data:${data.type};base64,${data.image}`} alt={caption} onLoad={toSign} /></div>
    </figure>
  );
}
