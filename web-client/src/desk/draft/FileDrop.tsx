// SPDX-License-Identifier: GPL-3.0-or-later
// A draft that is brought as a file: PDF or DOCX, sent in pieces, converted, looked at and laid out by the server, which says what it is doing.
import { Alert, Button, Progress, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import { toApiError } from '../../api/errors';
import { unfit } from '../../api/file-check';
import { upload, type UploadProgress } from '../../api/upload';
import { useLang, useT, type Key } from '../../i18n';
import classes from './draft.module.css';

const phaseWords: Record<string, Key> = { waiting: 'draft:phase.waiting', converting: 'draft:phase.converting', checking: 'draft:phase.checking', placing: 'draft:phase.placing', no_room: 'draft:phase.no_room' };

function Doing({ at }: { at: UploadProgress }) {
  const t = useT();
  const percent = Math.round((100 * at.sent) / Math.max(1, at.size));
  const words = at.phase === 'sending' ? t('draft:phase.sending', { percent }) : t(phaseWords[at.step ?? 'checking'] ?? 'draft:phase.checking');
  return (
    <div role="status" data-testid="draft-doing" style={{ width: '100%' }}>
      <Text>{words}</Text>
      <Progress value={at.phase === 'sending' ? percent : 100} animated={at.phase !== 'sending'} aria-label={words} mt={6} />
    </div>
  );
}

/** `ready` makes sure the form is saved, for the server looks for the signer's name, and gives the document; null when it cannot be. */
export function FileDrop({ ready, again, onDone }: { ready: () => Promise<number | null>; again: boolean; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const input = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState<UploadProgress | null>(null);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const send = async (file: File | undefined) => {
    if (file === undefined || at !== null) return;
    setError(null);
    const unfitting = await unfit(file, 'draft');
    if (unfitting !== null) {
      setError(t(unfitting));
      return;
    }
    setAt({ phase: 'sending', sent: 0, size: file.size });
    try {
      const document = await ready();
      if (document === null) setError(t('draft:missingForFile'));
      else {
        await upload({ document }, file, setAt, new AbortController().signal);
        onDone();
      }
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setAt(null);
    }
  };
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void send(e.dataTransfer.files[0]);
  };
  return (
    <div>
      <div className={classes.drop} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Text>{t('draft:fileHelp')}</Text>
        <input ref={input} type="file" hidden accept=".pdf,.docx,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document" data-testid="draft-file"
          onChange={(e) => { void send(e.currentTarget.files?.[0]); e.currentTarget.value = ''; }} />
        {at === null ? <Button variant={again ? 'default' : 'filled'} leftSection={<IconUpload size={20} aria-hidden />} onClick={() => input.current?.click()}>{t(again ? 'draft:chooseAgain' : 'draft:chooseFile')}</Button> : <Doing at={at} />}
      </div>
      {error !== null && <Alert color="danger" role="alert" mt="sm" data-testid="draft-refused">{error}</Alert>}
    </div>
  );
}
