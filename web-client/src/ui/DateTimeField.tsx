// SPDX-License-Identifier: GPL-3.0-or-later
// A moment as dd/MM/yyyy HH:mm, whatever the browser's own language is: typed, or picked with the browser's picker.
import { ActionIcon, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { parseMoment, showMoment } from './moment';

/** `value` is that of a datetime-local field ('2026-11-23T08:00'), '' when what is typed is no moment. */
type Props = { label: string; value: string; onChange: (value: string) => void; error?: ReactNode; name?: string };

export function DateTimeField({ label, value, onChange, error, name }: Props) {
  const t = useT();
  const [text, setText] = useState(() => showMoment(value));
  const native = useRef<HTMLInputElement>(null);
  const mine = useRef(value);
  useEffect(() => {
    if (mine.current !== value) setText(showMoment(value));
    mine.current = value;
  }, [value]);
  const type = (typed: string) => {
    setText(typed);
    mine.current = parseMoment(typed);
    onChange(mine.current);
  };
  return (
    <div style={{ position: 'relative' }}>
      <TextInput {...(name === undefined ? {} : { name })} label={label} value={text} placeholder={t('common:moment.form')} inputMode="numeric" autoComplete="off" maxLength={16}
        onChange={(e) => type(e.currentTarget.value)} onBlur={() => { if (mine.current !== '') setText(showMoment(mine.current)); }} error={error}
        rightSection={(
          <ActionIcon aria-label={t('common:moment.pick', { label })} onClick={() => native.current?.showPicker()}>
            <IconCalendar size={22} aria-hidden />
          </ActionIcon>
        )} rightSectionWidth={46} />
      <input ref={native} type="datetime-local" tabIndex={-1} aria-hidden value={value} onChange={(e) => onChange(e.currentTarget.value)}
        style={{ position: 'absolute', right: 0, bottom: 0, width: 1, height: 1, opacity: 0, pointerEvents: 'none', border: 0, padding: 0 }} />
    </div>
  );
}
