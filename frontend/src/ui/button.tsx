import { cva, type VariantProps } from 'class-variance-authority';
import clsx from 'clsx';
import { type ComponentProps, cloneElement, isValidElement } from 'react';

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-full font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
  {
    variants: {
      tone: {
        solid: 'bg-ink text-on-ink hover:bg-ink/85',
        soft: 'bg-sunken text-ink hover:bg-line',
        outline: 'border border-line bg-surface hover:border-line-strong',
        ghost: 'hover:bg-sunken',
        link: 'text-iris underline-offset-4 hover:underline',
      },
      // 44 px is the smallest thing a thumb should have to hit.
      size: {
        sm: 'h-11 px-4 text-sm',
        md: 'h-11 px-5 text-[15px]',
        lg: 'h-13 px-7 text-base',
        icon: 'size-11',
        bare: 'min-h-11',
      },
    },
    defaultVariants: { tone: 'solid', size: 'md' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button> & { asChild?: boolean };

/** The shop's one button; with `asChild` its only child, a link, is dressed the same way. */
export function Button({ className, tone, size, asChild, type = 'button', children, ...rest }: ButtonProps) {
  const looks = clsx(button({ tone, size }), className);
  if (asChild && isValidElement<{ className?: string }>(children)) {
    return cloneElement(children, { className: clsx(looks, children.props.className) });
  }
  return (
    <button type={type} className={looks} {...rest}>
      {children}
    </button>
  );
}
