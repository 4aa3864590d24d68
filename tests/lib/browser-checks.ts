/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every screen must pass, for use in browser tests: axe by WCAG 2.2 AA, and no clipped text at four widths in both languages.
 * Only looks at a page somebody else has opened. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';

export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  ],
};

/** Narrow phone, tablet upright, tablet flat, the office screen of DOMAIN 2.3. */
export const WIDTHS = [360, 820, 1024, 1366] as const;
export const LANGS = ['vi', 'en'] as const;
export type Lang = (typeof LANGS)[number];

/** axe judges colours wrongly while something fades: always without motion. */
export const CALM: BrowserContextOptions = { reducedMotion: 'reduce', locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' };

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type AxeResult = { violations: { id: string; impact: string | null; help: string; nodes: { html: string; failureSummary?: string }[] }[] };

/** One line per broken rule and element; empty is good. `allow` names rules with a reason beside the call. */
export async function axeViolations(page: Page, allow: string[] = []): Promise<string[]> {
  /* evaluate() is not bound by the page's CSP, addScriptTag is. */
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const result = await page.evaluate(async (tags) => {
    const axe = (globalThis as unknown as { axe: { run: (d: Document, o: object) => Promise<AxeResult> } }).axe;
    return axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  }, AXE_TAGS) as AxeResult;
  return result.violations.filter((v) => !allow.includes(v.id))
    .flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact ?? '?'}): ${v.help} | ${n.html.slice(0, 160)} | ${(n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 200)}`));
}

/** Elements whose own text is wider than they are, and a page that scrolls sideways; empty is good. */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const out: string[] = [];
    /* No named functions in here: tsx would wrap them in a helper that the page does not have. */
    for (const e of document.body.querySelectorAll<HTMLElement>('*')) {
      const ownText = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && (n.textContent ?? '').trim() !== '');
      if (!ownText || !e.checkVisibility({ visibilityProperty: true })) continue;
      /* Text for the ear only; a skip link that waits outside; words laid over a picture of themselves. */
      if (e.closest('.pn-hidden, .pn-skip, [data-page], script, style') !== null) continue;
      const style = getComputedStyle(e);
      if (style.display === 'inline' || e.clientWidth === 0) continue;
      const name = `${e.tagName.toLowerCase()}.${e.className.toString().split(' ')[0] ?? ''} "${(e.textContent ?? '').trim().slice(0, 60)}"`;
      if (e.scrollWidth > e.clientWidth + 1) out.push(`${name}: ${e.scrollWidth} px in ${e.clientWidth}`);
      else if (style.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 2 && style.webkitLineClamp === 'none') out.push(`${name}: ${e.scrollHeight} px high in ${e.clientHeight}`);
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) out.push(`the page is ${root.scrollWidth} px wide in ${root.clientWidth}`);
    return out;
  });
}

/** The client keeps its language in local storage; the page loads anew. */
export async function setLanguage(page: Page, lang: Lang): Promise<void> {
  await page.evaluate((l) => localStorage.setItem('phien.lang', l), lang);
  await page.reload();
}

/** Runs both checks at four widths in both languages; `settle` waits for what the screen shows when it is ready. */
export async function checkScreen(page: Page, name: string, settle: () => Promise<unknown>): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 1366, height: 768 };
  const found: string[] = [];
  for (const lang of LANGS) {
    await setLanguage(page, lang);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 500 ? 780 : 768 });
      await settle();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      for (const line of await clippedTexts(page)) found.push(`${name} ${lang} ${width}: clipped ${line}`);
      // Each language once, narrow and wide once: what axe finds hangs on no pair of them.
      if (width === (lang === 'vi' ? 360 : 1366)) for (const line of await axeViolations(page)) found.push(`${name} ${lang} ${width}: ${line}`);
    }
  }
  await page.setViewportSize(before);
  await setLanguage(page, 'vi');
  await settle();
  return found;
}
