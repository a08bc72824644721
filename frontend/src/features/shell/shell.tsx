import { lazy, Suspense, useEffect, useRef } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { Announcer } from '@/ui/announcer';
import { useOnceOpened } from '@/ui/drawer';
import { useCartDrawer } from '../cart/cart-drawer-state';
import { BottomBar } from './bottom-bar';
import { Footer } from './footer';
import { Header } from './header';
import { OfflineBar } from './offline-bar';

const CartDrawer = lazy(() => import('../cart/cart-drawer'));

/** What every page has around it. */
export function Shell() {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-4 focus:z-60 focus:rounded-full focus:bg-ink focus:px-5 focus:py-3 focus:text-on-ink"
      >
        Skip to content
      </a>
      <ProgressLine />
      <OfflineBar />
      <Header />
      <Main />
      <Footer />
      <BottomBar />
      <LazyCartDrawer />
      <Announcer />
      {/* Every first page of a visit has the key "default": told apart by address, or it would inherit the scroll. */}
      <ScrollRestoration
        getKey={({ key, pathname, search }) => (key === 'default' ? pathname + search : key)}
      />
    </div>
  );
}

/** At least a window high, so that the footer never jumps when the content arrives. */
function Main() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  // A new page starts where its content starts, also for the keyboard and the screen reader.
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <main id="main" ref={main} tabIndex={-1} className="min-h-dvh flex-1 outline-none">
      <Outlet />
    </main>
  );
}

/** The drawer's code is fetched when it is first opened. */
function LazyCartDrawer() {
  const opened = useOnceOpened(useCartDrawer((drawer) => drawer.open));
  return opened ? (
    <Suspense>
      <CartDrawer />
    </Suspense>
  ) : null;
}

function ProgressLine() {
  const { state } = useNavigation();
  if (state === 'idle') return null;
  return <div aria-hidden className="skeleton fixed inset-x-0 top-0 z-60 h-0.5 rounded-none! bg-iris" />;
}
