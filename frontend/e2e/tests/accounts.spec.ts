import type { Page } from '@playwright/test';
import { findGoods, type Product } from '../support/shop';
import { expect, test } from '../support/test';
import { newEmail, order, returningGuest } from '../support/visitor';

test("a guest's orders and cart survive registration, and a later guest's cart joins at sign-in", async ({
  page,
}) => {
  const [ordered, kept, later] = await findGoods(3);
  if (!ordered || !kept || !later) throw new Error('findGoods gave fewer than asked for');
  const email = newEmail();
  const password = `${email.slice(0, 20)}-Quince`;
  const token = await returningGuest(page, [ordered.variant]);
  const { number } = await order(token, email);

  await addToCart(page, kept.product, kept.variant.sku);
  await page.goto('/register');
  await page.getByLabel('Name').fill('Robin Shaw');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('region', { name: 'You' })).toContainText(email);
  await expect(page.getByRole('region', { name: 'Orders' })).toContainText(number);
  await expectInCart(page, [kept.product]);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('banner').getByRole('button', { name: 'Cart, 0 items' })).toBeVisible();

  await addToCart(page, later.product, later.variant.sku);
  await page.goto('/login');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('region', { name: 'Orders' })).toContainText(number);
  await expectInCart(page, [kept.product, later.product]);
});

async function addToCart(page: Page, { slug, name }: Product, sku: string): Promise<void> {
  await page.goto(`/p/${slug}?v=${sku}`);
  const saved = page.waitForResponse((r) => r.url().endsWith('/cart/items') && r.ok());
  await page.getByRole('button', { name: /^Add to cart/ }).click();
  await expect(page.getByRole('dialog').getByRole('listitem').filter({ hasText: name })).toBeVisible();
  await saved; // what the drawer shows at once is only a promise until then
}

/** Reads the cart from the drawer, and closes it again. */
async function expectInCart(page: Page, products: Product[]): Promise<void> {
  const items = products.length === 1 ? '1 item' : `${products.length} items`;
  await page
    .getByRole('banner')
    .getByRole('button', { name: `Cart, ${items}` })
    .click();
  const drawer = page.getByRole('dialog', { name: `Cart, ${items}` });
  for (const { name } of products)
    await expect(drawer.getByRole('listitem').filter({ hasText: name })).toBeVisible();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(drawer).toBeHidden();
}
