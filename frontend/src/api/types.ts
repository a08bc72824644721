// The public contract (design document 2) in TypeScript. Money is minor units; times are RFC 3339.

export type Currency = 'USD' | 'EUR' | 'INR';
export interface Money {
  amount: number;
  currency: Currency;
}
export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface Image {
  url: string;
  alt: string;
}
export interface Rating {
  average: number;
  count: number;
}

export interface Card {
  id: string;
  slug: string;
  name: string;
  brand: string;
  category: string;
  image: Image | null;
  price: Money;
  compare_at: Money | null;
  rating: Rating;
  available: boolean;
}
export interface FacetValue {
  value: string;
  count: number;
}
export type Facets = Record<string, FacetValue[]>;
export interface CardPage extends Page<Card> {
  facets: Facets;
  /** At most 1,001 are counted. */
  total: number;
}

export interface Variant {
  sku: string;
  options: Record<string, string>;
  /** Null when it is not sold in the currency asked for. */
  price: Money | null;
  compare_at: Money | null;
  prices: Money[];
  available: number;
}
export interface Product {
  id: string;
  slug: string;
  name: string;
  brand: string;
  description: string;
  category: { slug: string; path: string[] };
  attributes: Record<string, string>;
  images: Image[];
  rating: Rating;
  faqs: { question: string; answer: string }[];
  price: Money | null;
  compare_at: Money | null;
  variants: Variant[];
  status: 'active' | 'draft' | 'archived';
  version: number;
  created_at: string;
  updated_at: string;
}
export interface Category {
  slug: string;
  name: string;
  count: number;
  children: Category[];
}
export interface Review {
  id: string;
  rating: number;
  title: string;
  body: string;
  author: string;
  verified: boolean;
  created_at: string;
}
export interface StockLevel {
  sku: string;
  available: number;
}

export type LineProblem = 'price_changed' | 'low_stock' | 'out_of_stock' | 'unavailable';
export interface CartLine {
  sku: string;
  product_id: string;
  name: string;
  image: Image | null;
  options: Record<string, string>;
  unit_price: Money;
  quantity: number;
  line_total: Money;
  available: number;
  problem: LineProblem | null;
}
export interface Cart {
  id: string;
  version: number;
  currency: Currency;
  lines: CartLine[];
  subtotal: Money;
}

export interface LineRequest {
  sku: string;
  quantity: number;
}
export interface Address {
  name: string;
  line1: string;
  line2?: string;
  city: string;
  region?: string;
  postal_code: string;
  country: string;
  phone?: string;
}
export interface ShippingMethod {
  code: string;
  name: string;
  price: Money;
}
export interface Totals {
  subtotal: Money;
  discount: Money;
  shipping: Money;
  tax: Money;
  total: Money;
}
export interface QuoteProblem {
  sku: string;
  code: string;
  asked: number;
  available: number;
}
export interface Quote {
  lines: OrderLine[];
  totals: Totals;
  shipping_methods: ShippingMethod[];
  problems: QuoteProblem[];
}
export interface Shortage {
  sku: string;
  asked: number;
  available: number;
}

export interface OrderLine {
  sku: string;
  product_id: string;
  name: string;
  image: Image | null;
  options: Record<string, string>;
  unit_price: Money;
  quantity: number;
  line_total: Money;
}
export type OrderStatus = 'pending' | 'reserved' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled';
export type PaymentStatus =
  | 'awaiting'
  | 'initiated'
  | 'requires_action'
  | 'declined'
  | 'authorized'
  | 'capturing'
  | 'captured'
  | 'failed'
  | 'voiding'
  | 'voided'
  | 'refunding'
  | 'refunded';
export interface OrderPayment {
  /** Null until payments has begun. */
  id: string | null;
  provider: string;
  status: PaymentStatus;
  attempt: number;
  decline_code: string | null;
  client_action: { type: 'challenge' | 'stripe' | 'razorpay' | 'retry' } | null;
}
export interface TimelineEntry {
  at: string;
  type: string;
  detail: string;
}
export interface Order {
  id: string;
  number: string;
  status: OrderStatus;
  cancel_reason: string | null;
  lines: OrderLine[];
  totals: Totals;
  shipping_address: Address;
  shipping_method: string;
  shipment: { carrier: string; tracking: string } | null;
  payment: OrderPayment;
  refund_status: 'none' | 'pending' | 'partial' | 'done';
  timeline: TimelineEntry[];
  deadline: string;
  created_at: string;
  shortages: Shortage[];
}
export interface PlaceOrder {
  cart_id: string;
  cart_version: number;
  lines: LineRequest[];
  email: string;
  shipping_address: Address;
  shipping_method: string;
  payment: { provider: 'sandbox'; method: string };
  expected_total: Money;
}

export interface User {
  id: string;
  role: 'guest' | 'shopper' | 'admin';
  email?: string;
  name?: string;
}
export interface SessionAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  user: User;
}
