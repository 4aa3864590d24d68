// SPDX-License-Identifier: GPL-3.0-or-later
// Papers of one item: what is there, what is on its way, and where to drop more.
import { ActionIcon, Alert, Button, FileButton, Group, Progress, Text } from '@mantine/core';
import { IconFileText, IconUpload, IconX } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { Link } from 'wouter';
import { path } from '../../app/routes';
import { useLang, useT } from '../../i18n';
import type { Id, MeetingDocument } from '../../protocol/generated';
import { fmtSize } from '../../ui/format';
import type { Job, Uploads } from './useUploads';
import classes from './editor.module.css';

function JobRow({ job, uploads }: { job: Job; uploads: Uploads }) {
  const t = useT();
  const lang = useLang();
  const percent = job.file.size === 0 ? 0 : Math.round((100 * job.sent) / job.file.size);
  if (job.phase === 'refused' && job.error) return (
    <li className={classes.upload}>
      <Alert color="danger" role="alert" title={t('editor:papers.refused', { name: job.file.name })}>
        <Text mb="xs">{job.error.sentence(lang)}</Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => uploads.retry(job.key)}>{t('common:error.retry')}</Button>
          <Button variant="subtle" color="gray" onClick={() => uploads.stop(job.key)}>{t('editor:papers.forget')}</Button>
        </Group>
      </Alert>
    </li>
  );
  const words = job.phase === 'queued' ? t('editor:papers.queued') : job.phase === 'checking' ? t('editor:papers.checking')
    : t('editor:papers.sending', { sent: fmtSize(job.sent), size: fmtSize(job.file.size), percent });
  return (
    <li className={classes.upload}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <div className={classes.grow}><Text>{job.file.name}</Text><Text size="sm" c="dimmed">{words}</Text></div>
        <ActionIcon aria-label={t('editor:papers.stop', { name: job.file.name })} onClick={() => uploads.stop(job.key)}><IconX size={20} aria-hidden /></ActionIcon>
      </Group>
      <Progress value={job.phase === 'checking' ? 100 : percent} animated={job.phase === 'checking'} aria-label={t('editor:papers.progress', { name: job.file.name })} mt={4} />
    </li>
  );
}

type Props = { meeting: Id; item: Id | null; name: string; papers: MeetingDocument[]; uploads: Uploads };

export function PapersBox({ meeting, item, name, papers, uploads }: Props) {
  const t = useT();
  const [over, setOver] = useState(false);
  const onDrop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    uploads.add(item, [...e.dataTransfer.files]);
  };
  const jobs = uploads.jobs.filter((j) => j.item === item);
  return (
    <div>
      {(papers.length > 0 || jobs.length > 0) && (
        <ul className="pn-plain">
          {papers.map((d) => (
            <li key={d.id} className={classes.paper}>
              <IconFileText size={22} aria-hidden />
              <span><Link href={path.paper(meeting, d.version)}>{d.title}</Link> <span className={classes.muted}>· {t('meeting:paper.pages', { count: d.pages })} · {fmtSize(d.size)}</span></span>
            </li>
          ))}
          {jobs.map((j) => <JobRow key={j.key} job={j} uploads={uploads} />)}
        </ul>
      )}
      <div className={classes.drop} data-over={over || undefined} onDrop={onDrop}
        onDragOver={(e) => { if (e.dataTransfer.types.includes('Files')) { e.preventDefault(); setOver(true); } }} onDragLeave={() => setOver(false)}>
        <FileButton multiple accept="application/pdf,.pdf" onChange={(files) => uploads.add(item, files)}>
          {(props) => <Button {...props} variant="subtle" leftSection={<IconUpload size={20} aria-hidden />} aria-label={t('editor:papers.chooseFor', { name })}>{t('editor:papers.choose')}</Button>}
        </FileButton>
        <span>{t('editor:papers.orDrop')}</span>
      </div>
    </div>
  );
}
