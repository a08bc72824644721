import { afterEach, vi } from 'vitest';

// Files that draw say `// @vitest-environment jsdom` in their first line; starting one for each of the
// others would take longer than all their tests.
const drawing = typeof document !== 'undefined';

// Each test answers its own requests; one it did not expect must fail, not go out.
vi.stubGlobal('fetch', () => Promise.reject(new Error('unexpected request')));

afterEach(async () => {
  if (!drawing) return;
  const { cleanup } = await import('@testing-library/react');
  cleanup();
  localStorage.clear();
});
