import clsx from 'clsx';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';

interface Notice {
  id: number;
  tone: 'good' | 'bad';
  text: string;
}

interface Announcements {
  /** What the polite live region says; `beat` re-reads an equal text. */
  spoken: string;
  beat: number;
  notice: Notice | null;
}

const useAnnouncements = create<Announcements>(() => ({ spoken: '', beat: 0, notice: null }));

/** Says something to screen readers only. The whole shop has this one polite voice. */
export function announce(text: string): void {
  useAnnouncements.setState(({ beat }) => ({ spoken: text, beat: beat + 1 }));
}

/** Shows a short notice at the bottom of the window and says it aloud. */
export function notify(tone: Notice['tone'], text: string): void {
  useAnnouncements.setState(({ beat }) => ({ notice: { id: beat + 1, tone, text } }));
  announce(text);
}

/** The live region and the visible notice; rendered once, by the shell. */
export function Announcer() {
  const { spoken, beat, notice } = useAnnouncements();
  return (
    <>
      <div role="status" aria-live="polite" className="sr-only">
        {/* A no-break space makes the same sentence news the second time. */}
        {spoken + (beat % 2 ? '\u00a0' : '')}
      </div>
      {notice && <NoticeBar key={notice.id} notice={notice} />}
    </>
  );
}

const dismiss = () => useAnnouncements.setState({ notice: null });

function NoticeBar({ notice }: { notice: Notice }) {
  useEffect(() => {
    const timer = setTimeout(dismiss, notice.tone === 'bad' ? 9000 : 5000);
    return () => clearTimeout(timer);
  }, [notice]);
  const Icon = notice.tone === 'bad' ? CircleAlert : CircleCheck;
  return (
    <div className="pointer-events-auto fixed inset-x-4 bottom-20 z-60 mx-auto flex w-fit max-w-lg items-center gap-3 rounded-card bg-ink py-1.5 pr-1.5 pl-4 text-on-ink shadow-float lg:bottom-6">
      <Icon className={clsx('size-5 shrink-0', notice.tone === 'good' && 'text-on-ink')} aria-hidden />
      <p className="py-1.5 text-sm font-medium">{notice.text}</p>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={dismiss}
        className="grid size-11 place-items-center rounded-full hover:bg-on-ink/15"
      >
        <X className="size-4" aria-hidden />
      </button>
    </div>
  );
}
