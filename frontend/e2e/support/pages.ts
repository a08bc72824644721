import type { Page } from '@playwright/test';
import { categories, findGoods, findPair } from './shop';
import { expect } from './test';
import { newEmail, order, returningGuest } from './visitor';

/** Every page of the shop, each with what it needs to be worth looking at. */
export const pages: Record<string, (page: Page) => Promise<unknown>> = {
  home: (page) => page.goto('/'),
  categories: (page) => page.goto('/categories'),
  category: async (page) => page.goto(`/c/${(await findPair()).category.slug}`),
  'search without a hit': (page) => page.goto('/search?q=qqqqqq'),
  product: async (page) => {
    const { product, free } = await findPair();
    return page.goto(`/p/${product.slug}?v=${free.sku}`);
  },
  cart: async (page) => {
    await returningGuest(page, await someVariants());
    await page.goto('/cart');
  },
  'cart drawer': async (page) => {
    await returningGuest(page, await someVariants());
    await page.goto('/');
    await page.getByRole('banner').getByRole('button', { name: 'Cart, 2 items' }).click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2);
  },
  checkout: async (page) => {
    await returningGuest(page, await someVariants());
    await page.goto('/checkout');
    await expect(page.getByRole('group', { name: 'Shipping method' })).toBeVisible();
  },
  order: async (page) => {
    const token = await returningGuest(page, await someVariants());
    const { id } = await order(token, newEmail());
    await page.goto(`/orders/${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you. It’s confirmed.');
  },
  'order with a declined card': async (page) => {
    const token = await returningGuest(page, await someVariants());
    const { id } = await order(token, newEmail(), 'tok_decline');
    await page.goto(`/orders/${id}`);
    await expect(page.getByRole('region', { name: 'Try another card' })).toBeVisible();
  },
  'order with a challenge': async (page) => {
    const token = await returningGuest(page, await someVariants());
    const { id } = await order(token, newEmail(), 'tok_3ds');
    await page.goto(`/orders/${id}`);
    await expect(page.getByRole('dialog', { name: 'Sandbox bank' })).toBeVisible();
  },
  'find an order': (page) => page.goto('/orders/lookup'),
  account: (page) => page.goto('/account'),
  'sign in': (page) => page.goto('/login'),
  register: (page) => page.goto('/register'),
  'not found': (page) => page.goto(unknownPage),
};

/** An address of the shop where nothing lives: a true 404. */
export const unknownPage = '/no-such-page';

/** All that belongs on the page is there: no skeletons, fonts and the pictures in sight drawn. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1')).toBeVisible(); // by element: an open dialog hides it from its role
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await expect.poll(() => page.evaluate(missingPictures), 'pictures in sight that are not loaded').toBe(0);
}

function missingPictures(): number {
  return [...document.images].filter((image) => {
    const { top, right, bottom, left, width } = image.getBoundingClientRect();
    const inSight = width > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    return inSight && !(image.complete && image.naturalWidth > 0);
  }).length;
}

async function someVariants() {
  return (await findGoods(2)).map(({ variant }) => variant);
}

/** The three pages that shoppers land on, for the budgets. */
export async function landingPages(): Promise<Record<string, string>> {
  const [category] = await categories();
  const [good] = await findGoods(1);
  if (!category || !good) throw new Error('The shop is empty.');
  return { home: '/', category: `/c/${category.slug}`, product: `/p/${good.product.slug}` };
}
