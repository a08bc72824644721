import clsx from 'clsx';
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

interface SearchBoxProps {
  className?: string;
  hotkey?: boolean;
  placeholder?: string;
}

/** Free text to `/search?q=`. With `hotkey`, "/" focuses it from anywhere but another field. */
export function SearchBox({ className, hotkey, placeholder = 'Search' }: SearchBoxProps) {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const input = useRef<HTMLInputElement>(null);
  const q = params.get('q') ?? '';
  useHotkey(hotkey === true, input);
  return (
    <search className={clsx('relative', className)}>
      <form
        className="w-full"
        onSubmit={(event) => {
          event.preventDefault();
          const text = input.current?.value.trim() ?? '';
          navigate(text ? `/search?q=${encodeURIComponent(text)}` : '/search');
        }}
      >
        <Search
          className="pointer-events-none absolute top-1/2 left-4 size-4 -translate-y-1/2 text-muted"
          aria-hidden
        />
        <input
          key={q}
          ref={input}
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          aria-label="Search the shop"
          placeholder={placeholder}
          className="h-11 w-full rounded-full border border-line bg-surface pr-4 pl-10 text-base placeholder:text-muted hover:border-line-strong lg:text-sm"
        />
        {hotkey && !q && (
          <kbd
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-4 -translate-y-1/2 rounded bg-sunken px-1.5 font-sans text-xs text-muted"
          >
            /
          </kbd>
        )}
      </form>
    </search>
  );
}

function useHotkey(on: boolean, input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, [contenteditable]')
      )
        return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on, input]);
}
