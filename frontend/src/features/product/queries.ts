import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/client';

/** A product by slug or id; the server may have put it into the page already. */
export const productQuery = (slug: string) =>
  queryOptions({
    queryKey: ['product', slug],
    queryFn: ({ signal }) => read('/api/v1/products/{id}', { signal, path: { id: slug } }),
    staleTime: 60_000,
  });

/** Stock as inventory counts it now, re-read every 15 s while somebody looks. */
export const stockQuery = (skus: string[]) =>
  queryOptions({
    queryKey: ['stock', skus],
    queryFn: ({ signal }) => read('/api/v1/inventory', { signal, query: { skus } }),
    refetchInterval: 15_000,
    staleTime: 5_000,
    select: (answer) => new Map(answer.items.map(({ sku, available }) => [sku, available])),
  });

/** The newest reviews of a product. */
export const reviewsQuery = (productId: string) =>
  queryOptions({
    queryKey: ['reviews', productId],
    queryFn: ({ signal }) =>
      read('/api/v1/products/{id}/reviews', { signal, path: { id: productId }, query: { limit: 10 } }),
    staleTime: 60_000,
  });
