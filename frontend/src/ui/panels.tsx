import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';

interface PanelProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** Stays at the bottom while the content scrolls. */
  footer?: ReactNode;
}

/**
 * A panel from the right edge. Radix keeps the focus inside and closes on Escape; the focus then goes back to
 * where it was.
 */
export function Drawer({ open, onOpenChange, title, children, footer }: PanelProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className="drawer fixed inset-y-0 right-0 z-50 flex w-full max-w-[440px] flex-col bg-canvas shadow-float sm:rounded-l-3xl"
        >
          <PanelHead title={title} />
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-4">{children}</div>
          {footer && (
            <div className="border-t border-line px-5 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </div>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** A dialog in the middle of the window, for a question that must be answered now. */
export function Modal({
  open,
  onOpenChange,
  title,
  children,
  className,
}: PanelProps & { className?: string }) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className={clsx(
            'overlay fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[90dvh] max-w-md -translate-y-1/2 overflow-y-auto rounded-3xl bg-canvas shadow-float',
            className,
          )}
        >
          <PanelHead title={title} />
          <div className="px-5 pt-3 pb-6">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Panels open by state, not by Radix' own trigger, so where the focus came from is remembered here. */
function useFocusBack() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}

function PanelHead({ title }: { title: string }) {
  return (
    <div className="flex h-16 shrink-0 items-center justify-between border-b border-line pr-2 pl-5">
      <Dialog.Title className="text-xl font-bold">{title}</Dialog.Title>
      <Dialog.Close
        aria-label="Close"
        className="grid size-11 place-items-center rounded-full hover:bg-sunken"
      >
        <X className="size-5" aria-hidden />
      </Dialog.Close>
    </div>
  );
}
