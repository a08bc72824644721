import { describe, expect, it } from 'vitest';
import { checkCard, formatExpiry, formatNumber, luhn, testCards, tokenFor } from './card';

const now = new Date(2026, 10, 22);
const good = { number: '4242 4242 4242 4242', expiry: '12 / 28', cvc: '123' };

describe('luhn', () => {
  it.each(testCards.map(({ number }) => number))('accepts the test card %s', (number) => {
    expect(luhn(number)).toBe(true);
  });

  it('catches every single wrong digit', () => {
    const number = '4242424242424242';
    for (let i = 0; i < number.length; i++) {
      for (const digit of '0123456789') {
        if (digit === number[i]) continue;
        expect(luhn(number.slice(0, i) + digit + number.slice(i + 1))).toBe(false);
      }
    }
  });

  it('works for odd lengths and refuses nothing at all', () => {
    expect(luhn('378282246310005')).toBe(true);
    expect(luhn('')).toBe(false);
  });
});

describe('tokenFor', () => {
  it.each([
    ['4242 4242 4242 4242', 'tok_ok'],
    ['4000000000000002', 'tok_decline'],
    ['4000 0000 0000 9995', 'tok_insufficient'],
    ['4000 0025 0000 3155', 'tok_3ds'],
  ])('turns %s into %s', (number, token) => {
    expect(tokenFor(number)).toBe(token);
  });

  it('knows no token for any other card, valid or not', () => {
    expect(tokenFor('5555555555554444')).toBeUndefined();
    expect(tokenFor('4242424242424241')).toBeUndefined();
  });
});

describe('checkCard', () => {
  it('lets a good test card through', () => {
    expect(checkCard(good, now)).toEqual({});
  });

  it.each([
    [{ number: '4242' }, 'number', /whole/],
    [{ number: '4242424242424241' }, 'number', /mistake/],
    [{ number: '5555555555554444' }, 'number', /no real cards/],
    [{ expiry: '13 / 28' }, 'expiry', /month and year/],
    [{ expiry: '10 / 26' }, 'expiry', /expired/],
    [{ cvc: '12' }, 'cvc', /3 or 4/],
  ] as const)('refuses %o', (change, field, message) => {
    const errors = checkCard({ ...good, ...change }, now);
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(message);
  });

  it('takes a card through the last day of its month', () => {
    expect(checkCard({ ...good, expiry: '11 / 26' }, new Date(2026, 10, 30, 23, 59))).toEqual({});
    expect(checkCard({ ...good, expiry: '11 / 26' }, new Date(2026, 11, 1))).toHaveProperty('expiry');
  });
});

describe('typing', () => {
  it('groups the number and drops what is no digit', () => {
    expect(formatNumber('4242x4242-4')).toBe('4242 4242 4');
    expect(formatNumber('1'.repeat(30))).toHaveLength(19 + 4);
  });

  it('writes the slash and can be deleted again', () => {
    expect(formatExpiry('1', '')).toBe('1');
    expect(formatExpiry('5', '')).toBe('05 / ');
    expect(formatExpiry('12', '1')).toBe('12 / ');
    expect(formatExpiry('12 / 2', '12 / ')).toBe('12 / 2');
    expect(formatExpiry('12 / ', '12 / 2')).toBe('12');
    expect(formatExpiry('1', '12')).toBe('1');
  });
});
