// SPDX-License-Identifier: GPL-3.0-or-later
// What a process has used: the run time of each of its threads as the scheduler counts it (ns), and its memory.
import { readFileSync, readdirSync } from 'node:fs';

/** Sum over all threads alive now, in microseconds. */
export function cpuUs(pid: number): number {
  let ns = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    try {
      ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      /* ended between the two reads */
    }
  return ns / 1000;
}

/** How long the threads of that name were ready to run and had no core (us): what the machine, not the program, took. */
export function waitedUs(pid: number, name: string): number {
  let ns = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    try {
      if (readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim() === name) ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[1]);
    } catch {
      /* ended between the two reads */
    }
  return ns / 1000;
}

export const threads = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;

/** Resident memory, KiB. */
export const rssKib = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
