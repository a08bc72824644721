import { Link } from 'react-router';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';

/** Nothing lives at this address. */
export function NotFound({ what = 'page' }: { what?: string }) {
  useTitle('Not found');
  return (
    <Page className="grid place-items-center py-24 text-center">
      <p className="font-semibold text-iris">404</p>
      <h1 className="mt-2 text-4xl font-bold">There is no such {what}.</h1>
      <p className="mt-3 max-w-prose text-muted">It may have been renamed or is no longer sold.</p>
      <div className="mt-7 flex flex-wrap justify-center gap-3">
        <Button asChild>
          <Link to="/search">Browse everything</Link>
        </Button>
        <Button asChild tone="outline">
          <Link to="/">Home</Link>
        </Button>
      </div>
    </Page>
  );
}

export default function NotFoundPage() {
  return <NotFound />;
}
