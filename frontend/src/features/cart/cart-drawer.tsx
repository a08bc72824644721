import { Link } from 'react-router';
import { count } from '@/format/words';
import { Button } from '@/ui/button';
import { Drawer } from '@/ui/drawer';
import { Empty, Failed, Skeleton } from '@/ui/states';
import { useCartDrawer } from './cart-drawer-state';
import { CartLines } from './cart-lines';
import { CartSummary } from './cart-summary';
import { pieces } from './changes';
import { useCart } from './use-cart';

/** The cart beside whatever page is open. */
export default function CartDrawer() {
  const { open, setOpen } = useCartDrawer();
  const { cart, isPending, error, refetch } = useCart();
  const close = () => setOpen(false);
  const filled = cart && cart.lines.length > 0;
  return (
    <Drawer
      open={open}
      onOpenChange={setOpen}
      title={filled ? `Cart, ${count(pieces(cart), 'item')}` : 'Cart'}
      footer={filled && <CartSummary cart={cart} onLeave={close} />}
    >
      {filled ? (
        <CartLines cart={cart} onLeave={close} />
      ) : error ? (
        <Failed what="your cart" error={error} onRetry={() => refetch()} />
      ) : isPending ? (
        <Skeleton className="h-24 w-full" />
      ) : (
        <Empty title="Your cart is empty.">
          <Button asChild tone="soft">
            <Link to="/search" onClick={close}>
              Look around
            </Link>
          </Button>
        </Empty>
      )}
    </Drawer>
  );
}
