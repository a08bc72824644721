import { cards, checkOut, expectConfirmed } from '../support/checkout';
import { findPair, money } from '../support/shop';
import { expect, test } from '../support/test';

test('a newcomer finds, chooses, pays, and watches the order become confirmed', async ({ page }) => {
  const { category, product, free, soldOut, option } = await findPair();

  await page.goto('/');
  await page
    .getByRole('navigation', { name: 'Categories' })
    .getByRole('link', { name: category.name })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(category.name);

  const shelf = page.getByRole('region', { name: 'Products' });
  const total = shelf.getByText(/^\d+ products?$/);
  const everything = await total.innerText();

  await test.step('a filter narrows the shelf, lives in the URL, and back undoes it', async () => {
    const brand = page.getByRole('complementary', { name: 'Filters' }).getByLabel(product.brand);
    await brand.click();
    await expect(brand).toBeChecked();
    await expect(total).not.toHaveText(everything);
    expect(new URL(page.url()).searchParams.get('brand')).toBe(product.brand);
    await page.goBack();
    await expect(total).toHaveText(everything);
    expect(new URL(page.url()).searchParams.get('brand')).toBeNull();
    await page.goForward();
    await expect(total).not.toHaveText(everything);
    await expect(brand).toBeChecked();
  });

  await shelf.getByRole('link', { name: product.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(product.name);

  await test.step('a sold-out combination is struck through and cannot be added', async () => {
    const radio = (value: string | undefined) =>
      page.getByRole('radio', { name: new RegExp(`^${value}( \\(|$)`) });
    const label = (value: string | undefined) => page.locator('label').filter({ has: radio(value) });
    const choose = async (value: string | undefined) => {
      await label(value).click();
      await expect(radio(value)).toBeChecked();
    };
    for (const value of Object.values(free.options)) await choose(value);
    await expect(page).toHaveURL(new RegExp(`v=${free.sku}$`));
    const gone = soldOut.options[option];
    await expect(radio(gone)).toHaveAccessibleName(/sold out/);
    await expect(label(gone)).toHaveCSS('text-decoration-line', 'line-through');
    await choose(gone);
    await expect(page).toHaveURL(new RegExp(`v=${soldOut.sku}$`));
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();
    await expect(page.getByRole('button', { name: /^Add to cart/ })).toHaveCount(0);
    await choose(free.options[option]);
  });

  const price = money(free.price ?? { amount: Number.NaN, currency: 'USD' });
  await page.getByRole('button', { name: `Add to cart · ${price}` }).click();
  const drawer = page.getByRole('dialog', { name: 'Cart, 1 item' });
  await expect(drawer.getByRole('listitem')).toContainText(product.name);
  await expect(drawer.getByRole('listitem')).toContainText(price);
  await drawer.getByRole('link', { name: 'Check out' }).click();

  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const stream = page.waitForResponse(/\/orders\/[^/]+\/stream$/);
  await checkOut(page, cards.approved);
  expect((await stream).headers()['content-type']).toContain('text/event-stream');
  await expectConfirmed(page);
  expect(await page.evaluate(() => 'stayed' in window), 'no page was loaded again').toBe(true);
  await expect(page.getByRole('banner').getByRole('button', { name: 'Cart, 0 items' })).toBeVisible();
});
