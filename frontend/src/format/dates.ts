const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' });

/** "Nov 22, 2026" in the reader's time zone. */
export const date = (rfc3339: string): string => day.format(new Date(rfc3339));

/** "Nov 22, 2026, 8:43 PM". */
export const dateTime = (rfc3339: string): string => moment.format(new Date(rfc3339));

/** "8:43:05 PM": the steps of an order can be a second apart. */
export const time = (rfc3339: string): string => clock.format(new Date(rfc3339));

/** "4:05" for 245 seconds; never below 0:00. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}
