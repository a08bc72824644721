import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { Failed } from '@/ui/states';
import { categoriesQuery } from '../listing/queries';
import { SearchBox } from '../shell/search-box';
import { HeroCollage } from './hero-collage';
import { bestRatedQuery, heroPicks, newestQuery, onSale } from './queries';
import { Rail } from './rail';

/** `/`: what the shop is, a way in, and shelves cut from the live catalogue. */
export default function HomePage() {
  const { data: newest, error, refetch } = useQuery(newestQuery);
  const { data: best } = useQuery(bestRatedQuery);
  const { data: tree } = useQuery(categoriesQuery);
  useTitle('Find it, know it is there, get it');
  return (
    <Page>
      <section className="grid grid-cols-1 gap-10 pt-10 pb-16 lg:grid-cols-[1.05fr_minmax(0,1fr)] lg:items-center lg:pt-14">
        <Welcome />
        <HeroCollage cards={newest && tree && heroPicks(newest, tree, 5)} />
      </section>
      {error && !newest && <Failed what="the shelves" error={error} onRetry={() => refetch()} />}
      <Rail title="Best rated, and in stock" size={8} cards={best} all="/search?sort=rating&in_stock=true" />
      <Rail title="On sale" size={4} cards={newest && onSale(newest, 4)} />
      <Rail title="New on the shelf" size={4} cards={newest?.slice(0, 4)} all="/search" />
    </Page>
  );
}

function Welcome() {
  const { data: categories = [] } = useQuery(categoriesQuery);
  return (
    <div className="min-w-0">
      <h1 className="text-[clamp(2.5rem,1.6rem+3.6vw,4.5rem)] leading-[1.02] font-bold">
        {['Find it.', 'Know it’s there.', 'Get it.'].map((line) => (
          <span key={line} className="block">
            {line}{' '}
          </span>
        ))}
      </h1>
      <p className="mt-5 max-w-[44ch] text-lg leading-relaxed text-muted">
        Stock counted live, prices checked again at checkout, and an order you can watch move.
      </p>
      <SearchBox
        placeholder="What are you looking for?"
        className="mt-7 max-w-xl [&_input]:h-14 [&_input]:text-base [&_input]:shadow-float"
      />
      <nav
        aria-label="Ways in"
        className="mt-4 flex min-h-11 gap-2 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1 sm:flex-wrap"
      >
        {categories.slice(0, 5).map(({ slug, name }) => (
          <Button key={slug} asChild tone="outline" size="sm">
            <Link to={`/c/${slug}`}>{name}</Link>
          </Button>
        ))}
      </nav>
    </div>
  );
}
