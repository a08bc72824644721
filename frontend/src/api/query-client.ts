import { QueryClient } from '@tanstack/react-query';
import { productQuery } from '@/features/product/queries';
import { ApiError } from './problem';
import type { Product } from './types';

/** The one cache of server state. Only what may pass by itself is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isTransient,
      retryDelay: (attempt, error) =>
        error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 400 * 2 ** attempt,
      staleTime: 30_000,
      // A browser's idea of being offline is often wrong on a machine's own network; the answer tells.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** What `frontend/server` may have put into the page, read from the same API a moment earlier. */
interface InitialData {
  product?: Product;
}

/** Takes the page's first data into the cache, so that the first view asks for nothing. */
export function adoptInitialData(page: Document, client: QueryClient): void {
  const text = page.getElementById('initial-data')?.textContent;
  if (!text) return;
  const { product }: InitialData = JSON.parse(text);
  if (product) client.setQueryData(productQuery(product.slug).queryKey, product);
}
