import type { Locator, Page } from '@playwright/test';
import { expect } from './test';
import { address, newEmail } from './visitor';

/** The sandbox's cards, as the checkout lists them. */
export const cards = {
  approved: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  challenged: '4000 0025 0000 3155',
};

/** Types a card into the form in `where`, as a person would: digits only. */
export async function typeCard(where: Page | Locator, number: string): Promise<void> {
  await where.getByLabel('Card number').fill(number.replaceAll(' ', ''));
  await where.getByLabel('Expires').fill(`12${(new Date().getUTCFullYear() + 2) % 100}`);
  await where.getByLabel('Security code').fill('123');
}

/** Fills the checkout in as a guest and pays; ends on the order's page. */
export async function checkOut(page: Page, card: string, email = newEmail()): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Full name').fill(address.name);
  await page.getByLabel('Street and number').fill(address.line1);
  await page.getByLabel('Postal code').fill(address.postal_code);
  await page.getByLabel('City').fill(address.city);
  await page.getByLabel('Country').selectOption(address.country);
  await typeCard(page, card);
  await page.getByRole('button', { name: /^Pay \$/ }).click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/);
}

/** The order's page says that it is confirmed. */
export async function expectConfirmed(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you. It’s confirmed.');
  const progress = page.getByRole('list', { name: 'Order progress' }).getByRole('listitem');
  await expect(progress.filter({ hasText: 'Shipped' })).toHaveAttribute('aria-current', 'step');
}
