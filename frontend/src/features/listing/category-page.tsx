import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
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
      {here && here.children.length > 0 && (
        <nav aria-label={`Within ${name}`} className="mt-4 flex flex-wrap gap-2">
          {here.children.map((child) => (
            <Link
              key={child.slug}
              to={`/c/${child.slug}`}
              className="inline-flex h-11 items-center gap-2 rounded-full border border-line bg-surface px-4 text-sm font-medium hover:border-line-strong"
            >
              {child.name}
              <span className="text-muted tabular-nums">{child.count}</span>
            </Link>
          ))}
        </nav>
      )}
      <div className="mt-6">
        <Listing key={slug} shelf={{ category: slug }} />
      </div>
    </Page>
  );
}
