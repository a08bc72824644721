import { join } from 'node:path';
import { pages, settled, unknownPage } from '../support/pages';
import { test } from '../support/test';

const sizes = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

for (const [size, device] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use({ ...device, reducedMotion: 'reduce' });
    for (const [name, open] of Object.entries(pages)) {
      test(name, async ({ page, refusals }) => {
        if (name === 'not found') refusals({ status: 404, url: new RegExp(`${unknownPage}$`) });
        await open(page);
        await settled(page);
        for (const theme of ['light', 'dark']) {
          await page.evaluate(
            (dark) => document.documentElement.classList.toggle('dark', dark),
            theme === 'dark',
          );
          const file = `${name.replaceAll(' ', '-')}-${size}-${theme}.png`;
          await page.screenshot({ path: join(process.env.SCREENSHOTS ?? 'test-results', file) });
        }
      });
    }
  });
}
