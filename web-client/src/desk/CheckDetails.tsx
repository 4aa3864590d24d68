// SPDX-License-Identifier: GPL-3.0-or-later
// What lies behind a verdict: reports to take away, and for each earlier signature the page its signer saw beside the page as it is now,
// with the places that differ marked and the changes in words.
import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck, IconColumns2, IconFileCode, IconFileDownload, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { http } from '../api/http';
import { useLang, useT, type Key, type Translate } from '../i18n';
import classes from './check.module.css';

export type Checked = {
  signer: string; issuer: string; time: string; integrity: 'ok' | 'broken' | 'unsupported'; level: string; trust: string; changes: string[]; forbidden: string[]; field: string;
  covers_file: boolean; byte_range: number[];
};
export type Report = { verdict: string; text: { vi: string; en: string }; pages: number; signatures: Checked[]; token?: string; etsi?: unknown; sha256?: string };

export const verdictColors: Record<string, string> = { valid: 'success', valid_with_changes: 'success', untrusted: 'warning', unsigned: 'gray', invalid: 'danger', unreadable: 'danger' };

type Compared = { pages: [number, number]; regions: [number, number, number, number][] };

const changeWords: Record<string, Key> = {
  signature: 'desk:check.change.signature', timestamp: 'desk:check.change.timestamp', field: 'desk:check.change.field', dss: 'desk:check.change.dss',
  annotation: 'desk:check.change.annotation', metadata: 'desk:check.change.metadata', info: 'desk:check.change.metadata', structure: 'desk:check.change.structure',
  extensions: 'desk:check.change.dss',
};

/** The fields and signatures of our own documents, as people call them. */
const knownWords: Record<string, Key> = {
  'field:SoVanBan': 'desk:check.change.number', 'field:SoKyHieu': 'desk:check.change.code', 'field:NgayBanHanh': 'desk:check.change.date', 'field:Ngay': 'desk:check.change.day',
  'field:Thang': 'desk:check.change.month', 'field:Nam': 'desk:check.change.year', 'signature:ChuKy': 'desk:check.change.signer', 'signature:Dau': 'desk:check.change.seal',
  'signature:ChuKyBanSao': 'desk:check.change.bodyText', 'signature:ChuKyPhuLuc': 'desk:check.change.bodyText',
};

/** "field:SoVanBan" in words; what we have no words for is shown as it came. */
export function changeSentence(t: Translate, change: string): string {
  const [kind = '', ...rest] = change.split(':');
  const key = knownWords[change] ?? changeWords[kind];
  return key === undefined ? change : t(key, { what: rest.join(':') });
}

/** A time-stamp of the whole document is nobody's signature. */
export const isStamp = (s: Checked) => s.level === 'DocTimeStamp';

export function Signer({ s }: { s: Checked }) {
  const t = useT();
  return <Text fw={600}>{isStamp(s) ? t('desk:check.stamp', { name: s.signer || s.field }) : s.signer || s.field}</Text>;
}

/** What the comparison of objects says, in the words of somebody who reads papers; the first that fits. The exact finding stands in the details. */
const forbiddenWords: [RegExp, Key][] = [
  [/the picture of this signature was overwritten/, 'desk:check.bad.look'],
  [/another reader|readers do not agree|some readers|two places|generation/, 'desk:check.bad.readers'],
  [/^field .*(covers|picture was put|of this size|more than text)/, 'desk:check.bad.cover'],
  [/^field /, 'desk:check.bad.field'],
  [/\/Annots|no signature/, 'desk:check.bad.cover'],
  [/\/Pages|\/Kids|\/Count/, 'desk:check.bad.pages'],
  [/bytes follow|revision|startxref/, 'desk:check.bad.behind'],
  [/stream's bytes|\/Contents|\/Resources|\/XObject|\/Font|\/BBox/, 'desk:check.bad.content'],
];

/** Two kinds mean the same to a reader: each sentence once. */
const permitted = (t: Translate, s: Checked): string[] => [...new Set(s.changes.map((c) => changeSentence(t, c)))];
const refused = (t: Translate, s: Checked): string[] => [...new Set(s.forbidden.map((what) => t(forbiddenWords.find(([pattern]) => pattern.test(what))?.[1] ?? 'desk:check.bad.other')))];

/** What came after this signature: what may, and apart from it what may not. */
export function Since({ s, bare = false }: { s: Checked; /** Under a heading that says "since". */ bare?: boolean }) {
  const t = useT();
  const [may, mayNot] = [permitted(t, s), refused(t, s)];
  if (may.length + mayNot.length === 0) return bare ? <>{t('desk:check.noChanges')}</> : null;
  return (
    <>
      {mayNot.length > 0 && <Text size="sm" fw={600} c="danger" component="div">{t('desk:check.forbidden', { what: mayNot.join('; ') })}</Text>}
      {may.length > 0 && <Text size="sm" component="div" {...(bare ? { fw: 600 } : {})}>{bare ? may.join('; ') : t('desk:check.since', { what: may.join('; ') })}</Text>}
    </>
  );
}

/** The findings themselves, for whoever has to follow them up. */
export function Findings({ s }: { s: Checked }) {
  const t = useT();
  if (s.forbidden.length === 0) return null;
  return (
    <details className={classes.findings}>
      <summary>{t('desk:check.findings', { count: s.forbidden.length })}</summary>
      <ul>{s.forbidden.slice(0, 40).map((what, i) => <li key={i} lang="en">{what}</li>)}</ul>
    </details>
  );
}

const percent = (thousandths: number) => `${thousandths / 10}%`;

function Sheet({ src, alt, caption, regions }: { src: string; alt: string; caption: string; regions: Compared['regions'] }) {
  const t = useT();
  const [failed, setFailed] = useState(false);
  const [loaded, setLoaded] = useState(false);
  return (
    <figure className={classes.figure}>
      <figcaption><Text fw={600} size="sm">{caption}</Text></figcaption>
      {failed ? <Alert color="warning" role="alert">{t('desk:check.pageGone')}</Alert> : (
        <div className={classes.sheet} data-loading={!loaded || undefined}>
          <img src={src} alt={alt} onLoad={() => setLoaded(true)} onError={() => setFailed(true)} />
          {loaded && regions.map(([x, y, w, h], i) => <span key={i} className={classes.region} aria-hidden style={{ left: percent(x), top: percent(y), width: percent(w), height: percent(h) }} />)}
        </div>
      )}
    </figure>
  );
}

function PagePair({ token, end, page, pages, s }: { token: string; end: number; page: number; pages: number; s: Checked }) {
  const t = useT();
  const lang = useLang();
  const base = `/docs/check/${token}`;
  const { data, error } = useQuery(`compare ${token} ${end} ${page}`, (signal) => http.get<Compared>(`${base}/compare/${page}?end=${end}`, signal));
  if (error !== undefined) return <Alert color="warning" role="alert">{error.sentence(lang)}</Alert>;
  if (data === undefined) return <Group gap="sm" role="status"><Loader size="sm" /><Text>{t('desk:check.comparing')}</Text></Group>;
  const same = data.regions.length === 0;
  const image = (query: string) => `${base}/pages/${page}?w=800${query}`;
  return (
    <Stack gap="sm">
      <Alert color={s.forbidden.length > 0 ? 'danger' : same ? 'success' : 'warning'} icon={same ? <IconCheck aria-hidden /> : <IconPencil aria-hidden />} role="status" data-testid="compare-page" data-regions={data.regions.length}>
        <Text size="sm" fw={600}>{same ? t('desk:check.pageSame', { page }) : t('desk:check.pageDiffers', { page, count: data.regions.length })}</Text>
        <Since s={s} />
        {data.pages[0] !== data.pages[1] && <Text size="sm">{t('desk:check.otherPages', { before: data.pages[0], after: data.pages[1] })}</Text>}
      </Alert>
      <div className={classes.pair}>
        {page <= data.pages[0] && <Sheet key={`a${page}`} src={image(`&end=${end}`)} alt={t('desk:check.seenAlt', { page })} caption={t('desk:check.seen')} regions={data.regions} />}
        {page <= pages && <Sheet key={`b${page}`} src={image('')} alt={t('desk:check.nowAlt', { page })} caption={t('desk:check.now')} regions={data.regions} />}
      </div>
    </Stack>
  );
}

/** For one signature: what was signed beside what there is. */
export function Revisions({ report, s }: { report: Report; s: Checked }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState(1);
  const end = (s.byte_range[2] ?? 0) + (s.byte_range[3] ?? 0);
  // Of a broken signature nobody can say what its signer saw.
  if (report.token === undefined || report.pages < 1 || end === 0 || s.integrity !== 'ok') return null;
  if (s.covers_file) return <Text size="sm" c="dimmed" mt={8}>{t('desk:check.coversFile')}</Text>;
  return (
    <Stack gap="sm" mt={8}>
      <Button variant="default" leftSection={<IconColumns2 size={20} aria-hidden />} aria-expanded={open} onClick={() => setOpen(!open)} style={{ alignSelf: 'flex-start' }} h="auto" mih={44} py={6} styles={{ label: { whiteSpace: 'normal' } }} data-testid="compare">
        {open ? t('desk:check.compareClose') : t('desk:check.compare')}
      </Button>
      {open && (
        <>
          {report.pages > 1 && (
            <Group gap="xs">
              <Button variant="default" leftSection={<IconArrowLeft size={18} aria-hidden />} disabled={page <= 1} onClick={() => setPage(page - 1)}>{t('desk:check.before')}</Button>
              <Text size="sm" role="status">{t('desk:check.pageOf', { page, pages: report.pages })}</Text>
              <Button variant="default" rightSection={<IconArrowRight size={18} aria-hidden />} disabled={page >= report.pages} onClick={() => setPage(page + 1)}>{t('desk:check.after')}</Button>
            </Group>
          )}
          <PagePair token={report.token} end={end} page={page} pages={report.pages} s={s} />
        </>
      )}
    </Stack>
  );
}

function save(name: string, blob: Blob) {
  const url = URL.createObjectURL(blob);
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function Reports({ report, name }: { report: Report; name: string }) {
  const t = useT();
  if (report.token === undefined) return null;
  const stem = name.replace(/\.pdf$/i, '');
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Button component="a" href={`/docs/check/${report.token}/report?name=${encodeURIComponent(name)}`} download={`${stem}-kiem-tra.pdf`} leftSection={<IconFileDownload size={20} aria-hidden />} data-testid="report-pdf" h="auto" mih={44} py={6} styles={{ label: { whiteSpace: 'normal' } }}>
          {t('desk:check.reportPdf')}
        </Button>
        {report.etsi !== undefined && (
          <Button variant="default" leftSection={<IconFileCode size={20} aria-hidden />} data-testid="report-json" h="auto" mih={44} py={6} styles={{ label: { whiteSpace: 'normal' } }}
            onClick={() => save(`${stem}-etsi.json`, new Blob([JSON.stringify(report.etsi, null, 2)], { type: 'application/json' }))}>
            {t('desk:check.reportJson')}
          </Button>
        )}
      </Group>
      {report.sha256 !== undefined && <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>SHA-256: {report.sha256}</Text>}
    </Stack>
  );
}
