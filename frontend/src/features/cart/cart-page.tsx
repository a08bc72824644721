import { Link } from 'react-router';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { Empty, Failed, Skeleton } from '@/ui/states';
import { CartLines } from './cart-lines';
import { CartSummary } from './cart-summary';
import { useCart } from './use-cart';

/** `/cart`: the same lines as the drawer, with room. */
export default function CartPage() {
  const { cart, isPending, error, refetch } = useCart();
  useTitle('Cart');
  return (
    <Page className="pt-8">
      <h1 className="text-4xl font-bold">Cart</h1>
      <div className="mt-6">
        {cart && cart.lines.length > 0 ? (
          <div className="grid grid-cols-1 gap-8 lg:grid-cols-[minmax(0,1fr)_380px] lg:items-start">
            <CartLines cart={cart} />
            <section
              aria-label="Summary"
              className="rounded-3xl border border-line bg-surface p-6 lg:sticky lg:top-24"
            >
              <CartSummary cart={cart} />
            </section>
          </div>
        ) : error ? (
          <Failed what="your cart" error={error} onRetry={() => refetch()} />
        ) : isPending ? (
          <div className="grid grid-cols-1 gap-8 lg:grid-cols-[minmax(0,1fr)_380px]">
            <Skeleton className="h-64 w-full" />
            <Skeleton className="h-44 w-full rounded-3xl!" />
          </div>
        ) : (
          <Empty title="Your cart is empty.">
            <p>Things you add stay here, also when you come back later.</p>
            <Button asChild>
              <Link to="/search">Look around</Link>
            </Button>
          </Empty>
        )}
      </div>
    </Page>
  );
}
