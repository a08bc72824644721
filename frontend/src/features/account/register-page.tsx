import { TextField } from '@/ui/field';
import { CredentialsForm } from './credentials-form';
import { useSignIn } from './use-session';

/** `/register`: keeps the guest's id on the server, so cart and orders stay where they are. */
export default function RegisterPage() {
  const { register } = useSignIn();
  return (
    <CredentialsForm
      title="Create an account"
      submit="Create account"
      onSubmit={(form) =>
        register(
          String(form.get('name')).trim(),
          String(form.get('email')).trim(),
          String(form.get('password')),
        )
      }
      other={{ text: 'Have one already?', link: 'Sign in', to: '/login' }}
    >
      {(errorOf) => (
        <>
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            required
            maxLength={100}
            error={errorOf('name')}
          />
          <TextField
            label="Email"
            name="email"
            type="email"
            autoComplete="username"
            required
            error={errorOf('email')}
          />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            hint="At least 8 characters, and not one of the common ones."
            error={errorOf('password')}
          />
        </>
      )}
    </CredentialsForm>
  );
}
