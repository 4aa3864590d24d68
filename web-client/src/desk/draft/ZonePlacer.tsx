// SPDX-License-Identifier: GPL-3.0-or-later
// Where number, date and signature stand on an uploaded draft, over its page images: dragged with a finger or a mouse, or moved with the arrow keys.
import { ActionIcon, Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconChevronLeft, IconChevronRight, IconDeviceFloppy } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { toApiError } from '../../api/errors';
import { pageUrl } from '../../api/docs';
import { useLang, useT, type Key } from '../../i18n';
import { notifyDone } from '../../ui/notify';
import { draftApi, type DraftFile, type Zone, type ZoneKind } from './api';
import { MM, move, place, sealOf } from './zones';
import classes from './draft.module.css';

const words: Record<ZoneKind, Key> = {
  number: 'draft:zone.number', code: 'draft:zone.code', day: 'draft:zone.day', month: 'draft:zone.month', year: 'draft:zone.year', date: 'draft:zone.date', hand: 'draft:zone.hand', seal: 'draft:zone.seal',
};
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;
const buttons = [['draft:move.left', IconArrowLeft, -1, 0], ['draft:move.right', IconArrowRight, 1, 0], ['draft:move.up', IconArrowUp, 0, -1], ['draft:move.down', IconArrowDown, 0, 1]] as const;

type Shift = (kind: ZoneKind, dx: number, dy: number) => void;

function ZoneBox({ zone, size, chosen, choose, shift }: { zone: Zone; size: [number, number]; chosen: boolean; choose: () => void; shift: Shift }) {
  const t = useT();
  const last = useRef<{ x: number; y: number; scale: number } | null>(null);
  const down = (e: PointerEvent<HTMLButtonElement>) => {
    const page = e.currentTarget.parentElement!;
    e.currentTarget.setPointerCapture(e.pointerId);
    last.current = { x: e.clientX, y: e.clientY, scale: (size[0] * 1000) / page.clientWidth };
    choose();
  };
  const drag = (e: PointerEvent) => {
    const from = last.current;
    if (from === null) return;
    shift(zone.kind, (e.clientX - from.x) * from.scale, (e.clientY - from.y) * from.scale);
    last.current = { ...from, x: e.clientX, y: e.clientY };
  };
  const key = (e: KeyboardEvent) => {
    const step = arrows[e.key as keyof typeof arrows];
    if (step === undefined) return;
    e.preventDefault();
    const by = (e.shiftKey ? 10 : 1) * MM;
    shift(zone.kind, step[0] * by, step[1] * by);
  };
  const name = t(words[zone.kind]);
  return (
    <button type="button" className={classes.zone} style={place(zone.rect, size)} data-kind={zone.kind} data-found={zone.found || undefined} data-testid={`zone-${zone.kind}`} data-chosen={chosen || undefined} aria-label={t('draft:zone.label', { name })}
      aria-describedby="zone-keys" onPointerDown={down} onPointerMove={drag} onPointerUp={() => { last.current = null; }} onPointerCancel={() => { last.current = null; }} onKeyDown={key} onFocus={choose}>
      <span aria-hidden>{name}</span>
    </button>
  );
}

function Turn({ page, pages, go }: { page: number; pages: number; go: (page: number) => void }) {
  const t = useT();
  return (
    <div className={classes.turn}>
      <ActionIcon variant="default" size={44} aria-label={t('draft:previousSheet')} disabled={page <= 1} onClick={() => go(page - 1)}><IconChevronLeft size={20} aria-hidden /></ActionIcon>
      <Text size="sm" role="status">{t('draft:sheet', { n: page, of: pages })}</Text>
      <ActionIcon variant="default" size={44} aria-label={t('draft:nextSheet')} disabled={page >= pages} onClick={() => go(page + 1)}><IconChevronRight size={20} aria-hidden /></ActionIcon>
    </div>
  );
}

function Mover({ zones, chosen, choose, shift, bring, page }: { zones: Zone[]; chosen: ZoneKind; choose: (k: ZoneKind) => void; shift: Shift; bring: () => void; page: number }) {
  const t = useT();
  const zone = zones.find((z) => z.kind === chosen);
  return (
    <Group gap="xs" wrap="wrap" align="flex-end">
      <Select label={t('draft:zone.choose')} w={220} data={zones.filter((z) => z.kind !== 'seal').map((z) => ({ value: z.kind, label: t(words[z.kind]) }))} value={chosen} onChange={(k) => choose((k ?? chosen) as ZoneKind)} allowDeselect={false} />
      <Group gap="xs" wrap="nowrap">{buttons.map(([label, Icon, x, y]) => <ActionIcon key={label} variant="default" size={44} aria-label={t(label)} title={t(label)} onClick={() => shift(chosen, x * MM, y * MM)} data-testid={`zone-go-${label.split('.')[1]}`}><Icon size={20} aria-hidden /></ActionIcon>)}</Group>
      {zone !== undefined && zone.page !== page && <Button variant="default" onClick={bring}>{t('draft:zone.bring', { n: page })}</Button>}
    </Group>
  );
}

/** What was moved and not saved yet goes along when the draft itself is saved: `hold` is given the way to save it, null when there is nothing. */
export type Unsaved = (() => Promise<void>) | null;

export function ZonePlacer({ request, file, onPlaced, hold }: { request: number; file: DraftFile; onPlaced: () => void; hold: (unsaved: Unsaved) => void }) {
  const t = useT();
  const lang = useLang();
  const [zones, setZones] = useState(() => file.zones.filter((z) => z.kind !== 'seal'));
  const [chosen, setChosen] = useState<ZoneKind>('hand');
  const [page, setPage] = useState(() => file.zones.find((z) => z.kind === 'hand')?.page ?? 1);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const size = file.pages[page - 1] ?? [595, 842];
  const sizeOf = (z: Zone) => file.pages[z.page - 1] ?? size;
  const shift: Shift = (kind, dx, dy) => setZones((all) => all.map((z) => (z.kind === kind ? move(z, dx, dy, sizeOf(z)) : z)));
  const choose = (kind: ZoneKind) => {
    setChosen(kind);
    setPage(zones.find((z) => z.kind === kind)?.page ?? page);
  };
  const bring = () => setZones((all) => all.map((z) => (z.kind === chosen ? move({ ...z, page, found: true }, 0, 0, size) : z)));
  const changed = JSON.stringify(zones) !== JSON.stringify(file.zones.filter((z) => z.kind !== 'seal'));
  useEffect(() => {
    hold(changed ? async () => { await draftApi.place(request, file.id, zones); } : null);
    return () => hold(null);
  }, [hold, changed, request, file.id, zones]);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await draftApi.place(request, file.id, zones);
      notifyDone(t('draft:zone.saved'));
      onPlaced();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setBusy(false);
    }
  };
  const hand = zones.find((z) => z.kind === 'hand' && z.page === page);
  return (
    <Stack gap="sm" data-testid="zone-placer">
      {zones.some((z) => !z.found) && <Alert color="warning" role="status">{t('draft:zone.byRule', { names: zones.filter((z) => !z.found).map((z) => t(words[z.kind])).join('; ') })}</Alert>}
      <Text size="sm" c="dimmed" id="zone-keys">{t('draft:zone.help')}</Text>
      <Mover zones={zones} chosen={chosen} choose={choose} shift={shift} bring={bring} page={page} />
      {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
      <Group gap="sm"><Button leftSection={<IconDeviceFloppy size={20} aria-hidden />} disabled={!changed} loading={busy} onClick={() => void save()} data-testid="zone-save">{t('draft:zone.save')}</Button>{changed && <Text size="sm" role="status">{t('draft:zone.unsaved')}</Text>}</Group>
      <Turn page={page} pages={file.page_count} go={setPage} />
      <div className={classes.page} data-page={page}>
        <img src={pageUrl(file.version, page, 1200)} alt={t('draft:sheet', { n: page, of: file.page_count })} draggable={false} width={1200} height={Math.round((1200 * size[1]) / size[0])} />
        {hand !== undefined && <div className={classes.seal} style={place(sealOf(hand.rect), size)} aria-hidden><span>{t('draft:zone.seal')}</span></div>}
        {zones.filter((z) => z.page === page).map((z) => <ZoneBox key={z.kind} zone={z} size={size} chosen={z.kind === chosen} choose={() => setChosen(z.kind)} shift={shift} />)}
      </div>
    </Stack>
  );
}
