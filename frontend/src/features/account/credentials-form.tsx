import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ApiError, messageOf } from '@/api/problem';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';

interface CredentialsFormProps {
  title: string;
  submit: string;
  /** Sends the form; a refusal is shown above the button. */
  onSubmit: (form: FormData) => Promise<unknown>;
  /** The fields, given what the server said about each. */
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
  other: { text: string; link: string; to: string };
}

/** The frame that signing in and registering share. */
export function CredentialsForm({ title, submit, onSubmit, children, other }: CredentialsFormProps) {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const alert = useRef<HTMLParagraphElement>(null);
  const { mutate, error, isPending } = useMutation({
    mutationFn: onSubmit,
    onSuccess: () => navigate(backTo(params.get('next')), { replace: true }),
  });
  useTitle(title);
  useEffect(() => {
    if (error) alert.current?.focus();
  }, [error]);
  const fields = error instanceof ApiError ? error.fields : [];
  const errorOf = (field: string) => fields.find(({ path }) => path.endsWith(field))?.message;
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate(new FormData(event.currentTarget));
  };
  return (
    <Page className="flex justify-center pt-12">
      <div className="w-full max-w-md">
        <h1 className="text-4xl font-bold">{title}</h1>
        <form onSubmit={send} className="mt-7 space-y-5">
          {children(errorOf)}
          {error && (
            <p
              ref={alert}
              tabIndex={-1}
              role="alert"
              className="rounded-card bg-sunken px-4 py-3 font-medium text-bad outline-none"
            >
              {messageOf(error)}
            </p>
          )}
          <Button type="submit" size="lg" className="w-full" disabled={isPending}>
            {isPending ? 'One moment…' : submit}
          </Button>
        </form>
        <p className="mt-5 text-muted">
          {other.text}{' '}
          <Link
            to={{ pathname: other.to, search: params.toString() }}
            className="inline-flex min-h-11 items-center font-medium text-iris underline underline-offset-4"
          >
            {other.link}
          </Link>
        </p>
      </div>
    </Page>
  );
}

/** Only paths of this shop: a link from elsewhere must not lead a fresh sign-in away. */
export function backTo(next: string | null): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/account';
  return next;
}
