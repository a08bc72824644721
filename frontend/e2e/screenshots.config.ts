import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

/** `npm run screenshots -- DIR`: every page, as people see it. */
export default defineConfig({ ...journeys, testDir: 'screenshots', reporter: 'line' });
