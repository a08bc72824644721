import type { Page } from '@playwright/test';
import { cards, checkOut, expectConfirmed, typeCard } from '../support/checkout';
import { findGoods } from '../support/shop';
import { expect, test } from '../support/test';
import { returningGuest } from '../support/visitor';

test.beforeEach(async ({ page }) => {
  const [good] = await findGoods(1);
  await returningGuest(page, good ? [good.variant] : []);
  await page.goto('/checkout');
});

test('a declined card is told, and another one confirms the same order', async ({ page }) => {
  await checkOut(page, cards.declined);
  const order = page.url();
  await payWithAnotherCard(page);
  expect(page.url()).toBe(order);
  await expect(page.getByRole('list', { name: 'Also happened' })).toContainText('Card declined');
});

test('a challenge that is passed confirms the order', async ({ page }) => {
  await checkOut(page, cards.challenged);
  await bank(page).getByRole('button', { name: 'Yes, approve' }).click();
  await expectConfirmed(page);
});

test('a challenge that fails offers another card', async ({ page }) => {
  await checkOut(page, cards.challenged);
  await bank(page).getByRole('button', { name: 'No, refuse' }).click();
  await payWithAnotherCard(page);
});

const bank = (page: Page) => page.getByRole('dialog', { name: 'Sandbox bank' });

async function payWithAnotherCard(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('That card did not work.');
  const panel = page.getByRole('region', { name: 'Try another card' });
  await typeCard(panel, cards.approved);
  await panel.getByRole('button', { name: /^Pay \$/ }).click();
  await expectConfirmed(page);
}
