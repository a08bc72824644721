import clsx from 'clsx';
import type { CartLine, Product } from '@/api/types';
import { money } from '@/format/money';
import { Button } from '@/ui/button';
import { useCartDrawer } from '../cart/cart-drawer-state';
import { useAddToCart, useCart } from '../cart/use-cart';
import type { Offer } from './variants';

interface BuyBoxProps {
  product: Product;
  variant: Offer;
}

/** Stock, and the button that puts the chosen variant into the cart. */
export function BuyBox({ product, variant }: BuyBoxProps) {
  return (
    <>
      <StockLine product={product} variant={variant} />
      <div className="mt-4 max-lg:hidden">
        <AddButton product={product} variant={variant} className="w-full" />
      </div>
      {/* On phones the button stays in reach, in the place of the shop's bottom bar. */}
      <div className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-canvas px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] lg:hidden">
        <AddButton product={product} variant={variant} className="w-full" />
      </div>
    </>
  );
}

/** Below this many pieces the number is worth knowing. */
const few = 10;

function StockLine({ product, variant }: BuyBoxProps) {
  const { available } = variant;
  const gone = available <= 0 || product.status !== 'active';
  const tone = gone ? 'text-bad' : available < few ? 'text-warn' : 'text-ok';
  return (
    <p className={clsx('mt-6 flex items-center gap-2 font-medium', tone)}>
      <span className="size-2 rounded-full bg-current" aria-hidden />
      {product.status !== 'active'
        ? 'No longer sold'
        : gone
          ? 'Sold out'
          : available < few
            ? `Only ${available} left`
            : 'In stock'}
    </p>
  );
}

function AddButton({ product, variant, className }: BuyBoxProps & { className: string }) {
  const { cart } = useCart();
  const add = useAddToCart();
  const openCart = useCartDrawer((drawer) => drawer.setOpen);
  if (product.status !== 'active' || variant.available <= 0) {
    return (
      <Button size="lg" className={className} disabled>
        {product.status !== 'active' ? 'No longer sold' : 'Sold out'}
      </Button>
    );
  }
  const inCart = cart?.lines.find((line) => line.sku === variant.sku)?.quantity ?? 0;
  if (inCart >= variant.available) {
    return (
      <Button size="lg" tone="outline" className={className} onClick={() => openCart(true)}>
        All {variant.available} left are in your cart
      </Button>
    );
  }
  return (
    <Button
      size="lg"
      className={className}
      onClick={() => {
        add(variant.sku, 1, {
          product_id: product.id,
          name: product.name,
          image: thumbnail(product),
          options: variant.options,
          unit_price: variant.price,
          available: variant.available,
        });
        openCart(true);
      }}
    >
      Add to cart · {money(variant.price)}
    </Button>
  );
}

/** The picture the cart line shows until the server has sent its own. */
function thumbnail({ images: [first] }: Product): CartLine['image'] {
  return first ? { url: first.url, alt: first.alt ?? '' } : null;
}
