import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { register, restore, session, signIn, signOut } from '@/api/session';
import type { User } from '@/api/types';

/** Who is here: undefined while an earlier visit's session is being restored, null for nobody yet. */
export function useUser(): User | null | undefined {
  const user = useStore(session, (state) => state.user);
  const { isPending } = useQuery({
    queryKey: ['session'],
    queryFn: restore,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (user) return user;
  return isPending ? undefined : null;
}

/** The ways in and out. Whatever was cached for the shopper before is forgotten each time. */
export function useSignIn() {
  const client = useQueryClient();
  const fresh = async (user: User | null) => {
    client.setQueryData(['session'], user);
    client.removeQueries({
      predicate: ({ queryKey }) => personal.has(String(queryKey[0])) && queryKey[0] !== 'cart',
    });
    await client.resetQueries({ queryKey: ['cart'] });
    // A guest's lines are merged into the account's cart a moment after the sign-in.
    for (const delay of [800, 2500])
      setTimeout(() => client.invalidateQueries({ queryKey: ['cart'] }), delay);
  };
  return {
    signIn: async (email: string, password: string) => fresh(await signIn(email, password)),
    register: async (name: string, email: string, password: string) =>
      fresh(await register(name, email, password)),
    signOut: async () => {
      await signOut().finally(() => fresh(null));
    },
  };
}

const personal = new Set(['cart', 'quote', 'orders', 'order']);
