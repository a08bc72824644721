import { useSyncExternalStore } from 'react';

// public/theme.js sets the class before the first paint; this only changes it later.
const root = document.documentElement;
const listeners = new Set<() => void>();

/** The light or dark look, and the switch that is remembered on this device. */
export function useTheme(): { dark: boolean; toggle: () => void } {
  const dark = useSyncExternalStore(subscribe, isDark);
  return { dark, toggle };
}

const isDark = () => root.classList.contains('dark');

function toggle(): void {
  const dark = root.classList.toggle('dark');
  try {
    localStorage.setItem('askcart.theme', dark ? 'dark' : 'light');
  } catch {
    // Then the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
