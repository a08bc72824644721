import { House, LayoutGrid, Search, User } from 'lucide-react';
import { NavLink, useLocation } from 'react-router';

const places = [
  { to: '/', name: 'Home', Icon: House },
  { to: '/categories', name: 'Shop', Icon: LayoutGrid },
  { to: '/search', name: 'Search', Icon: Search },
  { to: '/account', name: 'Account', Icon: User },
];

// These pages have a main button of their own at the bottom of a phone.
const ownBar = /^\/(p\/|checkout)/;

/** The shop's places in reach of the thumb, on phones and small tablets. */
export function BottomBar() {
  const { pathname } = useLocation();
  if (ownBar.test(pathname)) return null;
  return (
    <nav
      aria-label="Shop"
      className="sticky bottom-0 z-30 grid grid-cols-4 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {places.map(({ to, name, Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === '/'}
          className={({ isActive }) =>
            `flex h-15 flex-col items-center justify-center gap-0.5 text-xs font-medium focus-visible:-outline-offset-2 ${isActive ? 'text-iris' : 'text-muted'}`
          }
        >
          <Icon className="size-5" aria-hidden />
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
