import type { Order, TimelineEntry } from '@/api/types';
import { label } from '@/format/words';

/** The order's state in a headline and a sentence. Never says more than the order does. */
export function headline(order: Order): { title: string; text: string } {
  switch (order.status) {
    case 'pending':
      return { title: 'We have your order.', text: 'We are putting your things aside.' };
    case 'reserved':
      return whilePaying(order);
    case 'confirmed':
      return {
        title: 'Thank you. It’s confirmed.',
        text: 'Payment is approved and everything is in stock for you.',
      };
    case 'shipped':
      return { title: 'It’s on its way.', text: 'Your parcel has left our warehouse.' };
    case 'delivered':
      return { title: 'Delivered.', text: 'Your parcel has arrived.' };
    default:
      return { title: 'This order was cancelled.', text: `${cancelText(order)} ${moneyText(order)}`.trim() };
  }
}

function whilePaying({ payment }: Order): { title: string; text: string } {
  switch (payment.status) {
    case 'declined':
      return {
        title: 'That card did not work.',
        text: `${declineText(payment.decline_code)} Your things are still held for you.`,
      };
    case 'requires_action':
      return { title: 'Your bank wants to be sure.', text: 'Confirm the payment to finish your order.' };
    default:
      return {
        title: 'We have your order.',
        text: 'Your things are put aside; the payment is being checked.',
      };
  }
}

/** Why a card was declined, as far as the bank tells. */
export function declineText(code: string | null): string {
  switch (code) {
    case 'insufficient_funds':
      return 'There was not enough money on it.';
    case 'challenge_failed':
      return 'The bank’s check was not passed.';
    default:
      return 'The bank declined it.';
  }
}

/** Why an order was cancelled. */
export function cancelText({ cancel_reason: reason }: Order): string {
  switch (reason) {
    case 'out_of_stock':
      return 'Not everything was in stock any more.';
    case 'payment_failed':
      return 'The payment did not go through.';
    case 'capture_failed':
      return 'The bank approved the payment but then did not pay it out.';
    case 'deadline':
      return 'The time to pay ran out.';
    case 'shopper':
      return 'You called it off.';
    case 'staff':
      return 'Our staff called it off.';
    default:
      return '';
  }
}

function moneyText({ payment, refund_status: refund }: Order): string {
  if (refund === 'done') return 'Your money was given back in full.';
  if (refund !== 'none' || ['capturing', 'captured', 'refunding'].includes(payment.status)) {
    return 'Your money is on its way back.';
  }
  if (['authorized', 'voiding'].includes(payment.status)) return 'The hold on your card is being released.';
  if (payment.status === 'voided') return 'The hold on your card was released; nothing was charged.';
  return ['awaiting', 'declined', 'failed'].includes(payment.status) ? 'Nothing was charged.' : '';
}

/** One entry beside the stations of the way, such as a decline or a refund. */
export function noteText({ type, detail }: TimelineEntry): string {
  switch (type) {
    case 'payment_action_required':
      return 'The bank asked for a confirmation';
    case 'payment_declined':
      return `Card declined. ${declineText(detail || null)}`;
    case 'payment_captured':
      return 'Payment captured';
    case 'payment_voided':
      return 'The hold on the card was released';
    case 'payment_refunded':
      return ['Refunded', detail].filter(Boolean).join(': ');
    default:
      return detail || label(type);
  }
}
