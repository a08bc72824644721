import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { NavLink, useParams } from 'react-router';
import type { Category } from '@/api/types';
import { label } from '@/format/words';
import { Breadcrumb } from '@/ui/breadcrumb';
import { Page, useTitle } from '@/ui/page';
import { NotFound } from '../shell/not-found';
import { Listing } from './listing';
import { categoriesQuery, pathTo } from './queries';

/** `/c/:slug`: one branch of the category tree. */
export default function CategoryPage() {
  const { slug = '' } = useParams();
  const { data: tree } = useQuery(categoriesQuery);
  const path = tree ? pathTo(tree, slug) : [];
  const here = path.at(-1);
  const name = here?.name ?? label(slug);
  useTitle(name);
  if (tree && !here) return <NotFound what="category" />;
  return (
    <Page className="pt-6">
      <Breadcrumb trail={path.slice(0, -1).map((c) => ({ name: c.name, to: `/c/${c.slug}` }))} here={name} />
      <h1 className="mt-2 text-4xl font-bold">{name}</h1>
      <Shelves path={path} />
      <div className="mt-6">
        <Listing key={slug} shelf={{ category: slug }} />
      </div>
    </Page>
  );
}

/** What is below this category, or beside it where nothing is below; the row keeps its place while loading. */
function Shelves({ path }: { path: Category[] }) {
  const below = path.at(-1)?.children ?? [];
  const shelves = below.length > 0 ? below : (path.at(-2)?.children ?? []);
  return (
    <nav
      aria-label="Shelves"
      className="mt-4 flex min-h-13 gap-2 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1 sm:flex-wrap"
    >
      {shelves.map(({ slug, name, count }) => (
        <NavLink
          key={slug}
          to={`/c/${slug}`}
          className={({ isActive }) =>
            clsx(
              'inline-flex h-11 shrink-0 items-center gap-2 rounded-full border px-4 text-sm font-medium',
              isActive ? 'border-ink bg-ink text-on-ink' : 'border-line bg-surface hover:border-line-strong',
            )
          }
        >
          {name}
          <span className="tabular-nums opacity-75">{count}</span>
        </NavLink>
      ))}
    </nav>
  );
}
