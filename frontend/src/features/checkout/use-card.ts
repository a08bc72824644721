import { useRef, useState } from 'react';
import { type CardErrors, type CardInput, checkCard, tokenFor } from './card';

const blank: CardInput = { number: '', expiry: '', cvc: '' };

/** A card being typed. It lives in this component's memory and is forgotten with it. */
export interface CardForm {
  input: CardInput;
  errors: CardErrors;
  set: (field: keyof CardInput, value: string) => void;
  /** A token when all is well; otherwise null, with `errors` set and the first wrong field focused. */
  tokenize: () => string | null;
  /** Where the fields put themselves, to be focused. */
  fields: React.RefObject<Partial<Record<keyof CardInput, HTMLInputElement | null>>>;
}

/** The state behind `CardFields`. */
export function useCard(): CardForm {
  const [input, setInput] = useState(blank);
  const [errors, setErrors] = useState<CardErrors>({});
  const fields = useRef<Partial<Record<keyof CardInput, HTMLInputElement | null>>>({});
  return {
    input,
    errors,
    fields,
    set: (field, value) => {
      setInput((before) => ({ ...before, [field]: value }));
      setErrors(({ [field]: _, ...rest }) => rest);
    },
    tokenize: () => {
      const found = checkCard(input, new Date());
      setErrors(found);
      const first = (['number', 'expiry', 'cvc'] as const).find((field) => found[field]);
      if (first) fields.current[first]?.focus();
      return first ? null : (tokenFor(input.number) ?? null);
    },
  };
}
