import type { Answer, Body } from './contract';

// The shop's nouns, each taken from the call that answers it, so that they follow the services by themselves.
// Money is minor units; times are RFC 3339.

export type CardPage = Answer<'/api/v1/products', 'get'>;
export type Card = CardPage['items'][number];
export type Facets = CardPage['facets'];
export type Money = Card['price'];
export type Currency = Money['currency'];
export type Image = NonNullable<Card['image']>;
export type Rating = Card['rating'];

export type Product = Answer<'/api/v1/products/{id}', 'get'>;
export type Variant = Product['variants'][number];
export type Category = Answer<'/api/v1/categories', 'get'>['items'][number];
export type Review = Answer<'/api/v1/products/{id}/reviews', 'get'>['items'][number];

export type Cart = Answer<'/api/v1/cart', 'get'>;
export type CartLine = Cart['lines'][number];
export type LineProblem = NonNullable<CartLine['problem']>;

export type PlaceOrder = Body<'/api/v1/orders', 'post'>;
export type LineRequest = PlaceOrder['lines'][number];
export type Address = PlaceOrder['shipping_address'];
export type Quote = Answer<'/api/v1/orders/quote', 'post'>;
export type Totals = Quote['totals'];
export type ShippingMethod = Quote['shipping_methods'][number];

export type Order = Answer<'/api/v1/orders/{id}', 'get'>;
export type OrderStatus = Order['status'];
export type TimelineEntry = Order['timeline'][number];
export type Shortage = Order['shortages'][number];

export type Session = Answer<'/api/v1/auth/guest', 'post'>;
export type User = Session['user'];
