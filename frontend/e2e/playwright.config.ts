import { defineConfig } from '@playwright/test';
import { browser, stack } from './support/stack';

/** The journeys, through the shop that demo.json tells of. Every test makes its own shopper: any order, any worker. */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  timeout: 90_000, // generous: a busy machine is no fault of the shop's
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: stack.storefront,
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    launchOptions: browser,
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
  },
});
