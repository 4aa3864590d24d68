// SPDX-License-Identifier: GPL-3.0-or-later
// A moment as dd/MM/yyyy HH:mm, or a day as dd/MM/yyyy, whatever the browser's own language is: typed, or picked with the browser's picker.
import { ActionIcon, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { parseDay, parseMoment, showDay, showMoment } from './moment';

/** `value` is that of a datetime-local field ('2026-11-23T08:00') or a date field ('2026-11-23'), '' when what is typed is neither. */
type Props = { label: string; value: string; onChange: (value: string) => void; error?: ReactNode; name?: string; w?: number | string; disabled?: boolean; testId?: string };
type Form = { parse: (text: string) => string; show: (value: string) => string; native: 'datetime-local' | 'date'; hint: 'common:moment.form' | 'common:moment.dayForm'; max: number };

const moment: Form = { parse: parseMoment, show: showMoment, native: 'datetime-local', hint: 'common:moment.form', max: 16 };
const day: Form = { parse: parseDay, show: showDay, native: 'date', hint: 'common:moment.dayForm', max: 10 };

function Field({ form, label, value, onChange, error, name, w, disabled = false, testId }: Props & { form: Form }) {
  const t = useT();
  const [text, setText] = useState(() => form.show(value));
  const native = useRef<HTMLInputElement>(null);
  const mine = useRef(value);
  useEffect(() => {
    if (mine.current !== value) setText(form.show(value));
    mine.current = value;
  }, [form, value]);
  const type = (typed: string) => {
    setText(typed);
    mine.current = form.parse(typed);
    onChange(mine.current);
  };
  return (
    <div style={{ position: 'relative', ...(w === undefined ? {} : { width: w }), maxWidth: '100%' }}>
      <TextInput {...(name === undefined ? {} : { name })} label={label} value={text} placeholder={t(form.hint)} inputMode="numeric" autoComplete="off" maxLength={form.max}
        onChange={(e) => type(e.currentTarget.value)} onBlur={() => { if (mine.current !== '') setText(form.show(mine.current)); }} error={error} disabled={disabled} data-testid={testId}
        rightSection={(
          <ActionIcon aria-label={t('common:moment.pick', { label })} disabled={disabled} onClick={() => native.current?.showPicker()}>
            <IconCalendar size={22} aria-hidden />
          </ActionIcon>
        )} rightSectionWidth={46} />
      <input ref={native} type={form.native} tabIndex={-1} aria-hidden value={value} onChange={(e) => onChange(e.currentTarget.value)}
        style={{ position: 'absolute', right: 0, bottom: 0, width: 1, height: 1, opacity: 0, pointerEvents: 'none', border: 0, padding: 0 }} />
    </div>
  );
}

export const DateTimeField = (props: Props) => <Field form={moment} {...props} />;
export const DateField = (props: Props) => <Field form={day} {...props} />;
