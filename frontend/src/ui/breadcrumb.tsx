import { Link } from 'react-router';

/** Where a page stands: Home, the categories above it, and itself (which phones leave to the heading). */
export function Breadcrumb({ trail, here }: { trail: { name: string; to: string }[]; here: string }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center text-sm text-muted">
        {[{ name: 'Home', to: '/' }, ...trail].map(({ name, to }, i) => (
          <li key={to} className="flex items-center">
            {i > 0 && <Slash />}
            <Link to={to} className="inline-flex min-h-11 items-center underline-offset-4 hover:underline">
              {name}
            </Link>
          </li>
        ))}
        <li aria-current="page" className="flex max-w-64 truncate max-sm:sr-only">
          <Slash />
          {here}
        </li>
      </ol>
    </nav>
  );
}

function Slash() {
  return (
    <span aria-hidden className="px-2">
      /
    </span>
  );
}
