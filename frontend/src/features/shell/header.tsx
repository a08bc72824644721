import { useQuery } from '@tanstack/react-query';
import { Moon, ShoppingBag, Sun, User } from 'lucide-react';
import { Link, NavLink } from 'react-router';
import { count } from '@/format/words';
import { Button } from '@/ui/button';
import { useCartDrawer } from '../cart/cart-drawer-state';
import { pieces } from '../cart/changes';
import { useCart } from '../cart/use-cart';
import { categoriesQuery } from '../listing/queries';
import { SearchBox } from './search-box';
import { useTheme } from './theme';

/** Logo, categories, search and the shopper's own things. */
export function Header() {
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-canvas">
      <div className="mx-auto flex h-16 max-w-page items-center gap-1 px-4 sm:px-6">
        <Link to="/" className="mr-4 flex h-11 items-center gap-2 rounded-lg">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span className="display text-xl font-bold">AskCart</span>
        </Link>
        <Categories />
        <SearchBox className="hidden w-44 shrink-0 lg:flex xl:w-52" hotkey />
        <ThemeButton />
        <Button asChild tone="ghost" size="icon" className="max-lg:hidden">
          <Link to="/account" aria-label="Account">
            <User className="size-5" aria-hidden />
          </Link>
        </Button>
        <CartButton />
      </div>
    </header>
  );
}

function Categories() {
  const { data: categories = [] } = useQuery(categoriesQuery);
  return (
    <nav
      aria-label="Categories"
      className="h-11 min-w-0 flex-1 flex-wrap items-center gap-x-0.5 overflow-hidden flex max-lg:invisible"
    >
      {categories.map(({ slug, name }) => (
        <NavLink
          key={slug}
          to={`/c/${slug}`}
          className={({ isActive }) =>
            `inline-flex h-11 items-center rounded-full px-2.5 whitespace-nowrap hover:bg-sunken focus-visible:-outline-offset-2 ${isActive ? 'font-semibold text-iris' : ''}`
          }
        >
          {name}
        </NavLink>
      ))}
    </nav>
  );
}

function ThemeButton() {
  const { dark, toggle } = useTheme();
  const Icon = dark ? Sun : Moon;
  return (
    <Button
      tone="ghost"
      size="icon"
      aria-label={dark ? 'Use light theme' : 'Use dark theme'}
      onClick={toggle}
    >
      <Icon className="size-5" aria-hidden />
    </Button>
  );
}

function CartButton() {
  const { cart } = useCart();
  const open = useCartDrawer((drawer) => drawer.setOpen);
  const n = pieces(cart);
  return (
    <Button
      tone="ghost"
      size="icon"
      aria-label={`Cart, ${count(n, 'item')}`}
      onClick={() => open(true)}
      className="relative"
    >
      <ShoppingBag className="size-5" aria-hidden />
      {n > 0 && (
        <span
          aria-hidden
          className="absolute top-0.5 right-0 grid h-[18px] min-w-[18px] place-items-center rounded-full bg-iris px-1 text-[11px] font-bold text-on-iris tabular-nums"
        >
          {n}
        </span>
      )}
    </Button>
  );
}
