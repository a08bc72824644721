import { useMemo } from 'react';
import { SelectField, TextField } from '@/ui/field';
import type { Contact, ContactErrors } from './contact';
import { countries } from './countries';

interface ContactSectionProps {
  contact: Contact;
  errors: ContactErrors;
  onChange: (field: keyof Contact, value: string) => void;
}

/** Email and shipping address. */
export function ContactSection({ contact, errors, onChange }: ContactSectionProps) {
  const all = useMemo(countries, []);
  const tie = (name: keyof Contact) => ({
    name,
    value: contact[name],
    error: errors[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      onChange(name, event.target.value),
  });
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <TextField
        {...tie('email')}
        label="Email"
        type="email"
        autoComplete="email"
        maxLength={254}
        className="sm:col-span-4"
      />
      <TextField
        {...tie('phone')}
        label="Phone"
        optional
        type="tel"
        autoComplete="shipping tel"
        maxLength={32}
        className="sm:col-span-2"
      />
      <TextField
        {...tie('name')}
        label="Full name"
        autoComplete="shipping name"
        maxLength={100}
        className="sm:col-span-6"
      />
      <TextField
        {...tie('line1')}
        label="Street and number"
        autoComplete="shipping address-line1"
        maxLength={100}
        className="sm:col-span-4"
      />
      <TextField
        {...tie('line2')}
        label="Apartment, floor"
        optional
        autoComplete="shipping address-line2"
        maxLength={100}
        className="sm:col-span-2"
      />
      <TextField
        {...tie('postal_code')}
        label="Postal code"
        autoComplete="shipping postal-code"
        maxLength={12}
        className="sm:col-span-2"
      />
      <TextField
        {...tie('city')}
        label="City"
        autoComplete="shipping address-level2"
        maxLength={100}
        className="sm:col-span-4"
      />
      <TextField
        {...tie('region')}
        label="State or region"
        optional
        autoComplete="shipping address-level1"
        maxLength={100}
        className="sm:col-span-3"
      />
      <SelectField
        {...tie('country')}
        label="Country"
        autoComplete="shipping country"
        className="sm:col-span-3"
      >
        {all.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
