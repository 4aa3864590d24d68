// SPDX-License-Identifier: GPL-3.0-or-later
// A source on or off by button or key: remembered for the next visit, a refusal becomes a sentence.
import { choose } from '../media/capture';
import type { LocalSource, MediaEngine } from '../media/engine';
import type { Source } from '../protocol/generated';
import { notifyError } from '../ui/notify';

export function toggleSource(engine: MediaEngine, source: Source, local: LocalSource): void {
  const on = !local.on;
  if (source === 'mic') choose({ micOn: on });
  if (source === 'camera') choose({ cameraOn: on });
  engine.turn(source, on).catch(notifyError);
}
