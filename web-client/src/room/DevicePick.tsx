// SPDX-License-Identifier: GPL-3.0-or-later
// One kind of device to choose from, as long as there is a choice; new ones appear when they are plugged in.
import { Select } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { listDevices, type DeviceKind } from '../media/capture';

export function DevicePick({ kind, label, ready, value, onPick }: { kind: DeviceKind; label: string; ready: unknown; value: string | undefined; onPick: (id: string) => void }) {
  const [list, setList] = useState<MediaDeviceInfo[]>([]);
  const load = useCallback(() => { void listDevices(kind).then(setList); }, [kind]);
  useEffect(() => {
    load();
    navigator.mediaDevices?.addEventListener('devicechange', load);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', load);
  }, [load, ready]);
  if (list.length < 2) return null;
  const known = list.some((d) => d.deviceId === value) ? value : list[0]!.deviceId;
  return (
    <Select label={label} value={known ?? null} data={list.map((d, i) => ({ value: d.deviceId, label: d.label === '' ? `${label} ${i + 1}` : d.label }))}
      onChange={(v) => { if (v !== null) onPick(v); }} comboboxProps={{ withinPortal: true }} />
  );
}
