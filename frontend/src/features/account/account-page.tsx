import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import type { User } from '@/api/types';
import { notify } from '@/ui/announcer';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { Skeleton } from '@/ui/states';
import { OrderList } from '../order/order-list';
import { useSignIn, useUser } from './use-session';

/** `/account`: who one is, one's orders, and the way out. */
export default function AccountPage() {
  const user = useUser();
  useTitle('Account');
  return (
    <Page className="pt-8">
      <h1 className="text-4xl font-bold">Account</h1>
      <div className="mt-6 grid grid-cols-1 gap-8 lg:grid-cols-[340px_minmax(0,1fr)] lg:items-start">
        {user === undefined ? (
          <Skeleton className="h-44 w-full rounded-3xl!" />
        ) : user && user.role !== 'guest' ? (
          <Profile user={user} />
        ) : (
          <Welcome />
        )}
        <section aria-labelledby="orders">
          <h2 id="orders" className="mb-3 text-2xl font-bold">
            Orders
          </h2>
          {user !== undefined && <OrderList user={user} most={5} />}
        </section>
      </div>
    </Page>
  );
}

function Profile({ user }: { user: User }) {
  const navigate = useNavigate();
  const { signOut } = useSignIn();
  const { mutate, isPending } = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      notify('good', 'You are signed out.');
      navigate('/');
    },
  });
  return (
    <section aria-label="You" className="rounded-3xl border border-line bg-surface p-6">
      <p className="text-lg font-semibold">{user.name}</p>
      <p className="break-words text-muted">{user.email}</p>
      <Button tone="outline" className="mt-5 w-full" disabled={isPending} onClick={() => mutate()}>
        Sign out
      </Button>
    </section>
  );
}

function Welcome() {
  return (
    <section aria-label="Sign in" className="rounded-3xl border border-line bg-surface p-6">
      <p className="text-lg font-semibold">You are shopping as a guest.</p>
      <p className="mt-1 text-muted">With an account, your cart and orders follow you to other devices.</p>
      <div className="mt-5 grid gap-3">
        <Button asChild>
          <Link to="/login">Sign in</Link>
        </Button>
        <Button asChild tone="outline">
          <Link to="/register">Create an account</Link>
        </Button>
      </div>
    </section>
  );
}
