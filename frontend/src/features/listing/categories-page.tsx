import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import type { Category } from '@/api/types';
import { count } from '@/format/words';
import { Page, useTitle } from '@/ui/page';
import { Failed, Repeat, Skeleton } from '@/ui/states';
import { categoriesQuery } from './queries';

/** `/categories`: the whole tree, mainly for phones, where the header has no room for it. */
export default function CategoriesPage() {
  const { data: tree, error, refetch } = useQuery(categoriesQuery);
  useTitle('Categories');
  return (
    <Page className="pt-8">
      <h1 className="text-4xl font-bold">All categories</h1>
      {error && !tree && <Failed what="the categories" error={error} onRetry={() => refetch()} />}
      <ul className="mt-5 grid gap-x-10 sm:grid-cols-2 lg:grid-cols-3">
        {tree ? (
          tree.map((category) => <Branch key={category.slug} category={category} />)
        ) : (
          <Repeat times={9}>
            <Skeleton className="mb-3 h-12 w-full" />
          </Repeat>
        )}
      </ul>
    </Page>
  );
}

function Branch({ category }: { category: Category }) {
  return (
    <li className="border-b border-line py-2">
      <Link
        to={`/c/${category.slug}`}
        className="flex min-h-13 items-center justify-between text-lg font-medium"
      >
        {category.name}
        <span className="flex items-center gap-2 text-sm font-normal text-muted">
          {count(category.count, 'product')}
          <ChevronRight className="size-4" aria-hidden />
        </span>
      </Link>
      {category.children.length > 0 && (
        <ul className="flex flex-wrap gap-x-5">
          {category.children.map((child) => (
            <li key={child.slug}>
              <Link
                to={`/c/${child.slug}`}
                className="inline-flex min-h-11 items-center text-muted underline-offset-4 hover:underline"
              >
                {child.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
