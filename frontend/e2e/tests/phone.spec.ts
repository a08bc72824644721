import type { Page } from '@playwright/test';
import { cards, checkOut, expectConfirmed } from '../support/checkout';
import { findPair } from '../support/shop';
import { expect, test } from '../support/test';

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });

test('the same purchase on a phone, and nothing wider than its screen', async ({ page }) => {
  const { category, product, free } = await findPair();

  await page.goto('/');
  await expectNoSideways(page);
  await page.getByRole('navigation', { name: 'Shop' }).getByRole('link', { name: 'Shop' }).tap();
  await page
    .getByRole('main')
    .getByRole('link', { name: new RegExp(`^${category.name}`) })
    .first()
    .tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(category.name);
  await expectNoSideways(page);

  await page.getByRole('button', { name: 'Filters' }).tap();
  const filters = page.getByRole('dialog', { name: 'Filters' });
  await filters.getByLabel(product.brand).tap();
  await expect(filters.getByLabel(product.brand)).toBeChecked();
  await filters.getByRole('button', { name: /^Show \d+ products?$/ }).tap();
  await expect(page.getByRole('list', { name: 'Chosen filters' })).toContainText(product.brand);

  await page.getByRole('region', { name: 'Products' }).getByRole('link', { name: product.name }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(product.name);
  for (const value of Object.values(free.options)) {
    const radio = page.getByRole('radio', { name: new RegExp(`^${value}( \\(|$)`) });
    await page.locator('label').filter({ has: radio }).tap();
    await expect(radio).toBeChecked();
  }
  await expectNoSideways(page);
  await page.getByRole('button', { name: /^Add to cart/ }).tap();
  const drawer = page.getByRole('dialog', { name: 'Cart, 1 item' });
  await expect(drawer).toBeVisible();
  await expectNoSideways(page);
  await drawer.getByRole('link', { name: 'Check out' }).tap();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
  await expectNoSideways(page);
  await checkOut(page, cards.approved);
  await expectConfirmed(page);
  await expectNoSideways(page);
});

async function expectNoSideways(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    )
    .toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => innerWidth), 'the page was not zoomed out to fit').toBe(390);
}
