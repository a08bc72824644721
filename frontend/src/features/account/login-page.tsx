import { TextField } from '@/ui/field';
import { CredentialsForm } from './credentials-form';
import { useSignIn } from './use-session';

/** `/login`: an account, and the guest's cart comes along. */
export default function LoginPage() {
  const { signIn } = useSignIn();
  return (
    <CredentialsForm
      title="Sign in"
      submit="Sign in"
      onSubmit={(form) => signIn(String(form.get('email')).trim(), String(form.get('password')))}
      other={{ text: 'New here?', link: 'Create an account', to: '/register' }}
    >
      {(errorOf) => (
        <>
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
            autoComplete="current-password"
            required
            error={errorOf('password')}
          />
        </>
      )}
    </CredentialsForm>
  );
}
