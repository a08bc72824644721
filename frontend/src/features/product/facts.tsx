import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Product } from '@/api/types';
import { label } from '@/format/words';

/** The product's attributes as a table of terms. */
export function Attributes({ attributes }: Pick<Product, 'attributes'>) {
  const rows = Object.entries(attributes);
  if (rows.length === 0) return null;
  return (
    <Section title="Details">
      <dl className="divide-y divide-line border-y border-line">
        {rows.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-4 py-2.5">
            <dt className="text-muted">{label(name)}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** Questions with their answers, closed until asked for. */
export function Faqs({ faqs }: Pick<Product, 'faqs'>) {
  if (faqs.length === 0) return null;
  return (
    <Section title="Questions and answers">
      <div className="divide-y divide-line border-y border-line">
        {faqs.map(({ question, answer }) => (
          <details key={question} className="group">
            <summary className="flex min-h-13 list-none items-center justify-between gap-4 py-2 font-medium">
              {question}
              <ChevronDown
                className="size-5 shrink-0 text-muted transition-transform group-open:rotate-180"
                aria-hidden
              />
            </summary>
            <p className="pb-4 leading-relaxed text-muted">{answer}</p>
          </details>
        ))}
      </div>
    </Section>
  );
}

/** A titled part of the product page. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-10">
      <h2 className="mb-3 text-xl font-bold">{title}</h2>
      {children}
    </section>
  );
}
