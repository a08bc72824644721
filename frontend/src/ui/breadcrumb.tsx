import { Link } from 'react-router';

/** Where a page stands: Home, the categories above it, and itself. */
export function Breadcrumb({ trail, here }: { trail: { name: string; to: string }[]; here: string }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center text-sm text-muted">
        {[{ name: 'Home', to: '/' }, ...trail].map(({ name, to }) => (
          <li key={to} className="flex items-center">
            <Link to={to} className="inline-flex min-h-11 items-center underline-offset-4 hover:underline">
              {name}
            </Link>
            <span aria-hidden className="px-2">
              /
            </span>
          </li>
        ))}
        <li aria-current="page" className="max-w-64 truncate max-sm:sr-only">
          {here}
        </li>
      </ol>
    </nav>
  );
}
