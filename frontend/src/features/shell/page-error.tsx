import { Button } from '@/ui/button';
import { Page } from '@/ui/page';

/** What stands in for a page that failed to load or to draw; the shell around it keeps working. */
export function PageError() {
  return (
    <Page className="grid place-items-center py-24 text-center">
      <h1 className="text-4xl font-bold">This page did not load.</h1>
      <p role="alert" className="mt-3 max-w-prose text-muted">
        The connection may have dropped, or the shop was just updated. Your cart is safe.
      </p>
      <Button className="mt-7" onClick={() => location.reload()}>
        Load it again
      </Button>
    </Page>
  );
}
