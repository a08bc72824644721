import { Link } from 'react-router';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { Empty, Failed, Skeleton } from '@/ui/states';
import { useUser } from '../account/use-session';
import { useCart } from '../cart/use-cart';
import { CheckoutForm } from './checkout-form';

/** `/checkout`: one page, three sections, the summary always in sight; nobody has to sign in. */
export default function CheckoutPage() {
  const user = useUser();
  const { cart, isPending, error, refetch } = useCart();
  useTitle('Checkout');
  const guest = user === null || user?.role === 'guest';
  return (
    <Page measure="middle" className="pt-8 max-lg:pb-28">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <h1 className="text-4xl font-bold">Checkout</h1>
        {/* Keeps its place while it is not known who is here, so that nothing moves. */}
        <p className={`text-muted ${guest ? '' : 'invisible'}`}>
          Have an account?{' '}
          <Link
            to="/login?next=/checkout"
            className="inline-flex min-h-11 items-center font-medium text-iris underline underline-offset-4"
          >
            Sign in
          </Link>
        </p>
      </div>
      <div className="mt-6">
        {cart && cart.lines.length > 0 && cart.id ? (
          <CheckoutForm cart={cart} email={user?.email ?? ''} />
        ) : error ? (
          <Failed what="your cart" error={error} onRetry={() => refetch()} />
        ) : isPending ? (
          <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_400px]">
            <Skeleton className="h-[40rem] w-full rounded-3xl!" />
            <Skeleton className="h-96 w-full rounded-3xl!" />
          </div>
        ) : (
          <Empty title="There is nothing to check out.">
            <Button asChild>
              <Link to="/search">Look around</Link>
            </Button>
          </Empty>
        )}
      </div>
    </Page>
  );
}
