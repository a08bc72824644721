import type { FieldProblem } from '@/api/problem';
import type { Address } from '@/api/types';

/** Who gets the parcel and the mails; every field as typed. */
export interface Contact {
  email: string;
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postal_code: string;
  country: string;
  phone: string;
}
export type ContactErrors = Partial<Record<keyof Contact, string>>;

/** The empty form. */
export const noContact = (country: string): Contact => ({
  email: '',
  name: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postal_code: '',
  country,
  phone: '',
});

const required: Partial<Record<keyof Contact, string>> = {
  email: 'Enter your email.',
  name: 'Enter the name for the label.',
  line1: 'Enter street and number.',
  city: 'Enter the city.',
  postal_code: 'Enter the postal code.',
};

/** The same rules as the order service's, said before anything is sent; the service stays the judge. */
export function checkContact(contact: Contact): ContactErrors {
  const errors: ContactErrors = {};
  for (const [field, message] of Object.entries(required) as [keyof Contact, string][]) {
    if (contact[field].trim() === '') errors[field] = message;
  }
  if (!errors.email && !/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(contact.email.trim())) {
    errors.email = 'This does not look like an email address.';
  }
  if (!errors.postal_code && !/^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$/.test(contact.postal_code.trim())) {
    errors.postal_code = 'This does not look like a postal code.';
  }
  if (!/^\+?[0-9 ()/.-]*$/.test(contact.phone.trim()))
    errors.phone = 'Digits only, with a + in front if you like.';
  return errors;
}

/** The address for the API, or null while it is not complete. */
export function addressOf(contact: Contact): Address | null {
  const { email: _, ...wrong } = checkContact(contact);
  if (Object.keys(wrong).length > 0) return null;
  const trimmed = (field: keyof Contact) => contact[field].trim();
  return {
    name: trimmed('name'),
    line1: trimmed('line1'),
    city: trimmed('city'),
    postal_code: trimmed('postal_code'),
    country: contact.country,
    ...(trimmed('line2') && { line2: trimmed('line2') }),
    ...(trimmed('region') && { region: trimmed('region') }),
    ...(trimmed('phone') && { phone: trimmed('phone') }),
  };
}

/** What the service refused, by our field names ("body.shipping_address.city" → city). */
export function contactErrors(fields: FieldProblem[], contact: Contact): ContactErrors {
  const errors: ContactErrors = {};
  for (const { path, message } of fields) {
    const name = path.split(/[./]/).at(-1) ?? '';
    if (name in contact) errors[name as keyof Contact] = `This ${message}.`;
  }
  return errors;
}
