import { Link, useLocation } from 'react-router';

const links = [
  { to: '/search', name: 'Everything' },
  { to: '/orders/lookup', name: 'Find an order' },
  { to: '/account', name: 'Account' },
];

/** The last lines of every page. */
export function Footer() {
  // The product page keeps a bar at the bottom of phones; the footer must end above it.
  const barred = useLocation().pathname.startsWith('/p/');
  return (
    <footer className={`mt-20 border-t border-line ${barred ? 'max-lg:pb-20' : ''}`}>
      <div className="mx-auto flex max-w-page flex-wrap items-center justify-between gap-x-8 gap-y-2 px-4 py-6 text-sm text-muted sm:px-6">
        <p>A demo shop: no real goods, no real charges.</p>
        <nav aria-label="More" className="flex flex-wrap gap-x-6">
          {links.map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              className="inline-flex min-h-11 items-center underline-offset-4 hover:underline"
            >
              {name}
            </Link>
          ))}
        </nav>
      </div>
    </footer>
  );
}
