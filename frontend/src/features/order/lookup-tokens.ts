// Orders opened by number and email come with a token of their own, good for an hour. Like the session's it
// stays in memory: after a reload the shopper looks the order up again.
const tokens = new Map<string, string>();

/** The token an order was opened with; undefined for the shopper's own orders. */
export const lookupToken = (orderId: string): string | undefined => tokens.get(orderId);

/** Remembers the token of a looked-up order. */
export const keepLookupToken = (orderId: string, token: string): void => {
  tokens.set(orderId, token);
};
