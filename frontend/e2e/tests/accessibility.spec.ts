import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { pages, settled, unknownPage } from '../support/pages';
import { expect, test } from '../support/test';

test.use({ reducedMotion: 'reduce' }); // colours in the middle of a transition are nobody's choice

for (const [name, open] of Object.entries(pages)) {
  test(`axe finds nothing wrong: ${name}`, async ({ page, refusals }) => {
    if (name === 'not found') refusals({ status: 404, url: new RegExp(`${unknownPage}$`) });
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page);
    await settled(page);
    expect(await faults(page), 'in the light').toEqual([]);
    await page.evaluate(() => document.documentElement.classList.add('dark'));
    expect(await faults(page), 'in the dark').toEqual([]);
  });
}

/** All of axe's rules, also those of good practice; no exception is made. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  );
}
