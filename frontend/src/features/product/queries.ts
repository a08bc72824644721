import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/client';
import type { Page, Product, Review, StockLevel } from '@/api/types';

/** A product by slug or id; the server may have put it into the page already. */
export const productQuery = (slug: string) =>
  queryOptions({
    queryKey: ['product', slug],
    queryFn: ({ signal }) => read<Product>(`/products/${encodeURIComponent(slug)}`, { signal }),
    staleTime: 60_000,
  });

/** Stock as inventory counts it now, re-read every 15 s while somebody looks. */
export const stockQuery = (skus: string[]) =>
  queryOptions({
    queryKey: ['stock', skus],
    queryFn: ({ signal }) =>
      read<{ items: StockLevel[] }>('/inventory', { signal, query: { skus: skus.join(',') } }),
    refetchInterval: 15_000,
    staleTime: 5_000,
    select: (answer) => new Map(answer.items.map(({ sku, available }) => [sku, available])),
  });

/** The newest reviews of a product. */
export const reviewsQuery = (productId: string) =>
  queryOptions({
    queryKey: ['reviews', productId],
    queryFn: ({ signal }) =>
      read<Page<Review>>(`/products/${productId}/reviews`, { signal, query: { limit: 10 } }),
    staleTime: 60_000,
  });
