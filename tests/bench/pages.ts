// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the first page is there, what each further page costs, and how both grow with pages and size: our caged renderer against
// pdftocairo, in turn in the same run, both to 1,600 pixels. The peer's figure is a whole process, as a service without a zygote would run it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallPdf } from '../lib/small-pdf.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const samples = process.env.PHIEN_SAMPLES ?? join(top, '../shared/samples');
const width = 1600;
const rounds = Number(process.env.PHIEN_ROUNDS ?? 5);
const pagesMax = 40; // of one file
const dir = mkdtempSync(join(tmpdir(), 'phien-bench-pages-'));

interface Ours {
  status: string;
  pages: number;
  rendered: number;
  first_ms: number;
  total_ms: number;
  bytes: number;
  format: string;
}
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (value: number) => Number(value.toFixed(2));

function ours(file: string, pages: number): Ours {
  const done = spawnSync(join(build, 'docs-service/phien-render-try'), ['--program', join(build, 'docs-service/render/phien-render'), '--jobs', '1', '--pages', String(pages), '--width', String(width), file], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as Ours;
}
function peer(file: string, from: number, to: number): { ms: number; bytes: number } {
  const target = mkdtempSync(join(dir, 'peer-'));
  const began = process.hrtime.bigint();
  const done = spawnSync('pdftocairo', ['-jpeg', '-jpegopt', 'quality=85', '-f', String(from), '-l', String(to), '-scale-to-x', String(width), '-scale-to-y', '-1', file, join(target, 'p')]);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (done.status !== 0) throw new Error(`pdftocairo: ${String(done.stderr)}`);
  const bytes = readdirSync(target).reduce((sum, name) => sum + statSync(join(target, name)).size, 0);
  rmSync(target, { recursive: true });
  return { ms, bytes };
}

function choose(): string[] {
  const files: string[] = [];
  for (const pages of [1, 10, 40, 100, 400]) {
    const file = join(dir, `text-${pages}-pages.pdf`);
    writeFileSync(file, smallPdf(Array.from({ length: pages }, (_, i) => `Page ${i + 1} of ${pages}`)));
    files.push(file);
  }
  for (const mb of [1, 10, 50]) {
    const file = join(dir, `text-${mb}-MB.pdf`);
    writeFileSync(file, smallPdf(['one page'], mb << 20));
    files.push(file);
  }
  const folder = join(samples, 'render');
  if (!existsSync(folder)) {
    console.log(`no samples in ${samples} (PHIEN_SAMPLES): generated files only`);
    return files;
  }
  const bySize = readdirSync(folder).filter((name) => name.endsWith('.pdf')).map((name) => join(folder, name)).sort((a, b) => statSync(b).size - statSync(a).size);
  return [...files, ...bySize.filter((_, i) => i < 6 || i % 40 === 0)];
}

const rows: Record<string, unknown>[] = [];
for (const file of choose()) {
  const probe = ours(file, pagesMax);
  if (probe.status !== 'ok') continue;
  const pages = probe.rendered;
  const first: number[] = [];
  const total: number[] = [];
  const peerFirst: number[] = [];
  const peerTotal: number[] = [];
  let peerBytes = 0;
  try {
    for (let i = 0; i < rounds; i++) {
      const mine = ours(file, pagesMax);
      first.push(mine.first_ms);
      total.push(mine.total_ms);
      peerFirst.push(peer(file, 1, 1).ms);
      const whole = peer(file, 1, pages);
      peerTotal.push(whole.ms);
      peerBytes = whole.bytes;
    }
  } catch (error) {
    console.log(`${basename(file)}: ${String(error).slice(0, 120)}`);
    continue;
  }
  const row = {
    file: basename(file),
    kib: Math.round(statSync(file).size / 1024),
    pages: probe.pages,
    rendered: pages,
    first_page_ms: { phien: round(median(first)), pdftocairo: round(median(peerFirst)) },
    ms_per_page: { phien: round(median(total) / pages), pdftocairo: round(median(peerTotal) / pages) },
    kib_per_page: { phien: round(probe.bytes / pages / 1024), pdftocairo: round(peerBytes / pages / 1024) },
    format: probe.format,
  };
  rows.push(row);
  console.log(`${row.file.slice(0, 46).padEnd(46)} ${String(row.pages).padStart(4)} p  page 1 ${String(row.first_page_ms.phien).padStart(7)} / ${String(row.first_page_ms.pdftocairo).padStart(7)} ms   each ${String(row.ms_per_page.phien).padStart(7)} / ${String(row.ms_per_page.pdftocairo).padStart(7)} ms   ${row.kib_per_page.phien} / ${row.kib_per_page.pdftocairo} KiB ${row.format}`);
}
const of = (key: 'first_page_ms' | 'ms_per_page' | 'kib_per_page', who: 'phien' | 'pdftocairo') => round(median(rows.map((row) => (row[key] as { phien: number; pdftocairo: number })[who])));
const summary = Object.fromEntries((['first_page_ms', 'ms_per_page', 'kib_per_page'] as const).map((key) => [key, { phien: of(key, 'phien'), pdftocairo: of(key, 'pdftocairo') }]));
mkdirSync(join(top, 'build/bench'), { recursive: true });
writeFileSync(join(top, 'build/bench/pages.json'), `${JSON.stringify({ name: 'pages', at: new Date().toISOString(), cpus: cpus().length, width, rounds, median: summary, rows }, null, 2)}\n`);
console.log(`median of ${rows.length} files: ${JSON.stringify(summary)}`);
rmSync(dir, { recursive: true, force: true });
