import { Page, useTitle } from '@/ui/page';
import { Skeleton } from '@/ui/states';
import { useUser } from '../account/use-session';
import { OrderList } from './order-list';

/** `/orders`: everything this shopper ordered, as guest or account. */
export default function OrdersPage() {
  const user = useUser();
  useTitle('Orders');
  return (
    <Page measure="narrow" className="pt-8">
      <h1 className="mb-6 text-4xl font-bold">Orders</h1>
      {user === undefined ? <Skeleton className="h-60 w-full rounded-3xl!" /> : <OrderList user={user} />}
    </Page>
  );
}
