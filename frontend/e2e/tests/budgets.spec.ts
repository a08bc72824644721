import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { landingPages, settled } from '../support/pages';
import { expect, test } from '../support/test';

const kB = 1000;
const KiB = 1024;
const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const name of ['home', 'category', 'product']) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`${name} keeps its budgets on a ${size}`, async ({ page }) => {
      const path = (await landingPages())[name] ?? '/';
      await page.setViewportSize(viewport);
      await slowNetwork(page);
      await observeShifts(page);
      const responses: Response[] = [];
      page.on('response', (response) => responses.push(response));

      await page.goto(path);
      await settled(page);
      const sent = await Promise.all(responses.map(weigh));
      await page.mouse.wheel(0, 3 * viewport.height);
      await settled(page);

      const total = (type: string, unit: 'gzip' | 'transferred') =>
        sent.filter((part) => part.type === type || type === '*').reduce((sum, part) => sum + part[unit], 0);
      const figures = {
        'scripts (kB gz)': total('script', 'gzip') / kB,
        'styles (kB gz)': total('stylesheet', 'gzip') / kB,
        'fonts (kB)': total('font', 'transferred') / kB,
        'page (KiB)': total('*', 'transferred') / KiB,
        'layout shift': await page.evaluate(() => window.shifted),
      };
      console.log(
        `    ${name}, ${size}:`,
        JSON.stringify(figures, (_, v) => (typeof v === 'number' ? +v.toFixed(3) : v)),
      );
      expect.soft(figures['scripts (kB gz)'], 'scripts').toBeLessThanOrEqual(130);
      expect.soft(figures['styles (kB gz)'], 'styles').toBeLessThanOrEqual(15);
      expect.soft(figures['fonts (kB)'], 'fonts').toBeLessThanOrEqual(95);
      expect.soft(figures['page (KiB)'], 'page').toBeLessThanOrEqual(350);
      expect.soft(figures['layout shift'], 'layout shift').toBeLessThanOrEqual(0.05);
      for (const type of ['script', 'stylesheet', 'font', 'image'])
        expect(total(type, 'transferred'), `${type}: a budget nothing was measured for`).toBeGreaterThan(0);
    });
  }
}

interface Part {
  type: string;
  transferred: number;
  gzip: number;
}

async function weigh(response: Response): Promise<Part> {
  const request = response.request();
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  const body = await response.body();
  return {
    type: request.resourceType(),
    transferred: responseBodySize + responseHeadersSize,
    gzip: gzipSync(body, { level: 9 }).length,
  };
}

/** A mediocre mobile line: skeletons, late fonts and late pictures are really seen. */
async function slowNetwork(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 60,
    downloadThroughput: 4_000_000 / 8,
    uploadThroughput: 1_000_000 / 8,
  });
}

declare global {
  interface Window {
    shifted: number;
  }
}

/** Adds up every layout shift the reader did not cause: stricter than CLS, which takes the worst 5 seconds. */
async function observeShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}
