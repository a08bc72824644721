import { create } from 'zustand';

/** Whether the cart drawer is open; "add to cart" opens it from anywhere. */
export const useCartDrawer = create<{ open: boolean; setOpen: (open: boolean) => void }>((set) => ({
  open: false,
  setOpen: (open) => set({ open }),
}));
