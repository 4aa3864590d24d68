// SPDX-License-Identifier: GPL-3.0-or-later
// The light build of hls.js (no subtitles, no DRM) comes without types of its own: what the player uses of it.
declare module 'hls.js/light' {
  export default class Hls {
    static isSupported(): boolean;
    static readonly Events: { readonly ERROR: 'hlsError' };
    constructor(config: { enableWorker: boolean; liveSyncDurationCount: number; liveMaxLatencyDurationCount: number });
    on(event: 'hlsError', listener: (event: string, data: { fatal: boolean; details: string }) => void): void;
    loadSource(url: string): void;
    attachMedia(video: HTMLVideoElement): void;
    destroy(): void;
  }
}
