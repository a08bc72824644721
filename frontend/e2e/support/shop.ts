import { type Login, stack } from './stack';

export interface Money {
  amount: number;
  currency: string;
}

export interface Variant {
  sku: string;
  options: Record<string, string>;
  price: Money | null;
  available: number;
}

export interface Product {
  id: string;
  slug: string;
  name: string;
  brand: string;
  variants: Variant[];
  version: number;
}

export interface Category {
  slug: string;
  name: string;
  count: number;
}

/** Calls the shop's API under /api/v1 and fails with the whole answer when it is refused. */
export async function api<T>(method: string, path: string, options: Call = {}): Promise<T> {
  const { token, body, headers = {} } = options;
  const response = await fetch(`${stack.gateway}/api/v1${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

interface Call {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An access token of an account. */
export async function tokenOf(login: Login): Promise<string> {
  return (await api<{ access_token: string }>('POST', '/auth/login', { body: login })).access_token;
}

/** The top of the category tree, in the shop's order. */
export async function categories(): Promise<Category[]> {
  return (await api<{ items: Category[] }>('GET', '/categories')).items;
}

/** One product with its variants. */
export const product = (slug: string): Promise<Product> => api('GET', `/products/${slug}`);

/** The newest products of a category, whole. */
export async function productsOf(category: string): Promise<Product[]> {
  const { items } = await api<{ items: { slug: string }[] }>(
    'GET',
    `/products?category=${category}&limit=30`,
  );
  return Promise.all(items.map(({ slug }) => product(slug)));
}

/** A variant that is in stock beside one that is not and differs from it in one option only. */
export interface Pair {
  category: Category;
  product: Product;
  free: Variant;
  soldOut: Variant;
  /** The option in which the two differ. */
  option: string;
}

/** Plenty for every test of a run to take one. */
const plenty = 5;

/** Looks through the catalogue for such a pair: the tests know the shop's rules, not its goods. */
export async function findPair(): Promise<Pair> {
  for (const category of await categories()) {
    for (const candidate of await productsOf(category.slug)) {
      const found = pairIn(candidate);
      if (found) return { category, product: candidate, ...found };
    }
  }
  throw new Error('The catalogue has no product with a sold-out variant beside one in stock.');
}

function pairIn({ variants }: Product): Pick<Pair, 'free' | 'soldOut' | 'option'> | null {
  for (const soldOut of variants.filter(({ available }) => available === 0)) {
    for (const free of variants.filter(({ available, price }) => price && available >= plenty)) {
      const names = Object.keys(free.options);
      const differing = names.filter((name) => free.options[name] !== soldOut.options[name]);
      const [option] = differing;
      if (option && names.length >= 2 && differing.length === 1) return { free, soldOut, option };
    }
  }
  return null;
}

/** `n` different products that can be bought, each with a variant in stock. */
export async function findGoods(n: number): Promise<{ product: Product; variant: Variant }[]> {
  const found: { product: Product; variant: Variant }[] = [];
  for (const { slug } of await categories()) {
    for (const candidate of await productsOf(slug)) {
      const variant = candidate.variants.find(({ available, price }) => price && available >= plenty);
      if (variant) found.push({ product: candidate, variant });
      if (found.length === n) return found;
    }
  }
  throw new Error(`The catalogue has no ${n} products in stock.`);
}

/** "$1,299.00": how the storefront writes a price. */
export function money({ amount, currency }: Money): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount / 100);
}
