import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

/** Says when the device has no network; what is on the page stays readable. */
export function OfflineBar() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <p
      role="alert"
      className="flex items-center justify-center gap-2 bg-ink px-4 py-2.5 text-sm font-medium text-on-ink"
    >
      <WifiOff className="size-4" aria-hidden />
      You are offline. Prices and stock may have changed meanwhile.
    </p>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
