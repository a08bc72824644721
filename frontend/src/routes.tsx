import { createBrowserRouter, type RouteObject } from 'react-router';
import { queryClient } from './api/query-client';
import { bestRatedQuery, newestQuery } from './features/home/queries';
import { parseFilters } from './features/listing/filters';
import { categoriesQuery, shelfQuery } from './features/listing/queries';
import { ProductSkeleton } from './features/product/product-skeleton';
import { productQuery } from './features/product/queries';
import { PageError } from './features/shell/page-error';
import { Shell } from './features/shell/shell';

/**
 * Every page of the shop. Pages are separate files, fetched when first visited; the loaders only start the
 * page's first request at once, beside the code, and never hold up the navigation.
 */
const pages: RouteObject[] = [
  {
    index: true,
    loader: () => prefetch(newestQuery, bestRatedQuery),
    lazy: () => page(import('./features/home/home-page')),
  },
  {
    path: 'c/:slug',
    loader: ({ params, request }) => {
      const filters = parseFilters(new URL(request.url).searchParams);
      return prefetchPages(shelfQuery({ category: params.slug ?? '' }, filters));
    },
    lazy: () => page(import('./features/listing/category-page')),
  },
  { path: 'categories', lazy: () => page(import('./features/listing/categories-page')) },
  { path: 'search', lazy: () => page(import('./features/listing/search-page')) },
  {
    path: 'p/:slug',
    loader: ({ params }) => prefetch(productQuery(params.slug ?? '')),
    lazy: () => page(import('./features/product/product-page')),
    HydrateFallback: ProductSkeleton,
  },
  { path: 'cart', lazy: () => page(import('./features/cart/cart-page')) },
  { path: 'checkout', lazy: () => page(import('./features/checkout/checkout-page')) },
  { path: 'orders', lazy: () => page(import('./features/order/orders-page')) },
  { path: 'orders/lookup', lazy: () => page(import('./features/order/lookup-page')) },
  { path: 'orders/:id', lazy: () => page(import('./features/order/order-page')) },
  { path: 'account', lazy: () => page(import('./features/account/account-page')) },
  { path: 'login', lazy: () => page(import('./features/account/login-page')) },
  { path: 'register', lazy: () => page(import('./features/account/register-page')) },
  { path: '*', lazy: () => page(import('./features/shell/not-found')) },
];

/** The router; made once, in main.tsx. */
export function createRouter() {
  prefetch(categoriesQuery); // the header's, whatever the page
  return createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      children: pages.map(
        (route) => ({ HydrateFallback: Blank, ErrorBoundary: PageError, ...route }) as RouteObject,
      ),
    },
  ]);
}

async function page(file: Promise<{ default: React.ComponentType }>) {
  return { Component: (await file).default };
}

// biome-ignore lint/suspicious/noExplicitAny: each query has its own types, and none matters here.
function prefetch(...queries: any[]): null {
  for (const query of queries) void queryClient.prefetchQuery(query);
  return null;
}

function prefetchPages(query: ReturnType<typeof shelfQuery>): null {
  void queryClient.prefetchInfiniteQuery(query);
  return null;
}

function Blank() {
  return null;
}
