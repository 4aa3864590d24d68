// SPDX-License-Identifier: GPL-3.0-or-later
// The recorded echo: three seconds of one's own voice, then played on the chosen loudspeaker. Nothing leaves the machine.
import { routeToSpeaker } from './capture';

export const ECHO_MS = 3_000;

export async function recordEcho(track: MediaStreamTrack): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  recorder.ondataavailable = (e) => { if (e.data.size > 0) parts.push(e.data); };
  const done = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error('recording failed'));
  });
  recorder.start();
  setTimeout(() => { if (recorder.state !== 'inactive') recorder.stop(); }, ECHO_MS);
  await done;
  return new Blob(parts, { type: recorder.mimeType });
}

export async function playEcho(blob: Blob): Promise<void> {
  const url = URL.createObjectURL(blob);
  const audio = new Audio(url);
  try {
    routeToSpeaker(audio);
    const ended = new Promise<void>((resolve) => {
      audio.onended = audio.onerror = () => resolve();
      setTimeout(resolve, ECHO_MS + 2_000);
    });
    await audio.play();
    await ended;
  } finally {
    URL.revokeObjectURL(url);
  }
}
