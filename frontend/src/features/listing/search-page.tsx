import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { SearchBox } from '../shell/search-box';
import { Listing } from './listing';
import { categoriesQuery } from './queries';

/** `/search?q=`: products whose text has the words; `/search` alone is the whole shop. */
export default function SearchPage() {
  const [params] = useSearchParams();
  const q = (params.get('q') ?? '').trim();
  const { data: categories } = useQuery(categoriesQuery);
  useTitle(q ? `Search: ${q}` : 'Everything in the shop');
  return (
    <Page className="pt-6">
      <SearchBox className="mb-6 lg:hidden" />
      <h1 className="text-4xl font-bold break-words">{q ? <>Results for “{q}”</> : 'Everything'}</h1>
      <div className="mt-6">
        <Listing
          key={q}
          shelf={q ? { q } : {}}
          emptyHint={
            <>
              <p>Try fewer or other words, or look through a category.</p>
              <div className="flex flex-wrap justify-center gap-2">
                {categories?.map((category) => (
                  <Button key={category.slug} asChild tone="outline" size="sm">
                    <Link to={`/c/${category.slug}`}>{category.name}</Link>
                  </Button>
                ))}
              </div>
            </>
          }
        />
      </div>
    </Page>
  );
}
