import clsx from 'clsx';
import { type ReactNode, useEffect } from 'react';

/** The page's measure: 1320 px, with gutters. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('mx-auto w-full max-w-page px-4 sm:px-6', className)}>{children}</div>;
}

/**
 * Names the window. The server writes the first title; this keeps it true while the shopper moves about.
 * Pass undefined while the name is still loading.
 */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} — AskCart`;
  }, [title]);
}
