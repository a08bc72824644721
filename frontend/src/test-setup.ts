import { afterEach, vi } from 'vitest';

// Each test answers its own requests; one it did not expect must fail, not go out.
vi.stubGlobal('fetch', () => Promise.reject(new Error('unexpected request')));

afterEach(async () => {
  const { cleanup } = await import('@testing-library/react');
  cleanup();
  localStorage.clear();
});
