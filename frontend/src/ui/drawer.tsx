import { type ComponentProps, lazy, Suspense, useState } from 'react';

// The panels bring Radix' dialog along (11 kB), which no first view needs: it is fetched at first opening.
const panels = () => import('./panels');
const LazyDrawer = lazy(async () => ({ default: (await panels()).Drawer }));
const LazyModal = lazy(async () => ({ default: (await panels()).Modal }));

/** A panel from the right edge; see `panels.tsx`. */
export function Drawer(props: ComponentProps<typeof LazyDrawer>) {
  return useOnceOpened(props.open) ? (
    <Suspense>
      <LazyDrawer {...props} />
    </Suspense>
  ) : null;
}

/** A dialog in the middle of the window; see `panels.tsx`. */
export function Modal(props: ComponentProps<typeof LazyModal>) {
  return useOnceOpened(props.open) ? (
    <Suspense>
      <LazyModal {...props} />
    </Suspense>
  ) : null;
}

/** True from the first opening on, so that the closing animation still has something to play on. */
export function useOnceOpened(open: boolean): boolean {
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  return open || opened;
}
