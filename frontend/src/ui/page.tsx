import clsx from 'clsx';
import { type ReactNode, useEffect } from 'react';

const measures = { wide: 'max-w-page', middle: 'max-w-6xl', narrow: 'max-w-4xl' };

interface PageProps {
  children: ReactNode;
  className?: string;
  /** Shelves are wide (1320 px); what is read or filled in is narrower. */
  measure?: keyof typeof measures;
}

/** The page's measure, with gutters. */
export function Page({ children, className, measure = 'wide' }: PageProps) {
  return <div className={clsx('mx-auto w-full px-4 sm:px-6', measures[measure], className)}>{children}</div>;
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
