import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { api, categories, money, type Product, tokenOf } from '../support/shop';
import { stack } from '../support/stack';
import { expect, test } from '../support/test';

test.describe.configure({ timeout: 180_000 }); // Swagger UI is heavy: on a busy machine it takes its time

const usd = (amount: number) => ({ amount, currency: 'USD' });

test('staff change a price in Swagger, and the storefront shows it', async ({ page }) => {
  const token = await tokenOf(stack.admin);
  const product = await newProduct(token, 12_00);
  const shown = page
    .getByRole('main')
    .getByText(/^\$[\d,.]+$/)
    .first();

  await page.goto(`${stack.storefront}/p/${product.slug}`);
  await expect(shown).toHaveText(money(usd(12_00)));

  await page.goto(`${stack.services.product}/docs`);
  await authorize(page, token);
  const answer = page.waitForResponse((r) => r.request().method() === 'PATCH');
  await tryOut(page, product, 17_50);
  expect((await answer).status(), await (await answer).text()).toBe(200);
  await expect(
    page.locator('.opblock-patch .live-responses-table .response .response-col_status'),
  ).toContainText('200');

  await expect(async () => {
    await page.goto(`${stack.storefront}/p/${product.slug}`);
    await expect(shown).toHaveText(money(usd(17_50)), { timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await api('DELETE', `/products/${product.id}`, { token });
});

test('every service documents itself, and the gateway all of them', async ({ page }) => {
  const operations = page.locator('.opblock');
  for (const [service, url] of Object.entries(stack.services)) {
    await page.goto(`${url}/docs`);
    await expect(operations.first(), service).toBeVisible();
  }
  await page.goto(`${stack.gateway}/docs`);
  await expect(operations.first(), 'gateway').toBeVisible();
  const offered = await page.getByLabel('Select a definition').locator('option').allInnerTexts();
  expect(offered).toEqual(expect.arrayContaining(Object.keys(stack.services)));
});

/** A product of this test's own, without stock: no other test, and no shopper, takes it off the shelf. */
async function newProduct(token: string, amount: number): Promise<Product> {
  const category = (await categories()).at(-1)?.slug;
  const slug = `e2e-${randomUUID()}`;
  const variants = [{ sku: slug, price: usd(amount) }];
  return api('POST', '/products', {
    token,
    body: { name: 'Price tag', slug, category, variants, status: 'active' },
  });
}

async function authorize(page: Page, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  const dialog = page.locator('.dialog-ux');
  await dialog.getByRole('textbox').fill(token);
  await dialog.getByRole('button', { name: 'Apply credentials' }).click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();
}

/** "Try it out" of PATCH /products/{id}, which is open at once, with a new price. */
async function tryOut(page: Page, { id, version, variants }: Product, amount: number): Promise<void> {
  const operation = page.locator('.opblock-patch').filter({ hasText: '/api/v1/products/{id}' });
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('tr[data-param-name="id"] input').fill(id);
  await operation.locator('tr[data-param-name="If-Match"] input').fill(`"${version}"`);
  const body = { variants: variants.map(({ sku }) => ({ sku, price: usd(amount) })) };
  await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
  await operation.getByRole('button', { name: 'Execute' }).click();
}
