import { type BrowserContext, test as base, expect } from '@playwright/test';

/** A refusal that a test provokes on purpose: its status and where. */
export interface Refusal {
  status: number;
  url: RegExp;
}

interface Watched {
  /** Tells the watch that a refusal is meant. */
  refusals: (refusal: Refusal) => void;
}

/**
 * Every test is watched: a console error, an uncaught exception, a CSP violation, a failed request or a
 * refusal (4xx, 5xx) that the test did not announce makes it fail, whatever else it shows.
 */
export const test = base.extend<Watched>({
  refusals: [
    async ({ context }, use) => {
      const meant: Refusal[] = [];
      const wrongs = watch(context, meant);
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          console.error(`CSP: ${violatedDirective} refused ${blockedURI}`),
        );
      });
      await use((refusal) => void meant.push(refusal));
      expect(wrongs, 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],
});

function watch(context: BrowserContext, meant: Refusal[]): string[] {
  const wrongs: string[] = [];
  const announced = (status: number, url: string) =>
    meant.some((m) => m.status === status && m.url.test(url));
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    const refused = /responded with a status of (\d{3})/.exec(message.text());
    if (refused && announced(Number(refused[1]), message.location().url)) return;
    wrongs.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => wrongs.push(`exception: ${error.error().stack}`));
  context.on('response', (response) => {
    const status = response.status();
    if (status >= 400 && !announced(status, response.url()))
      wrongs.push(`${response.request().method()} ${response.url()}: ${status}`);
  });
  context.on('requestfailed', (request) => {
    // Leaving a page ends its streams and pending reads: that is no failure.
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') wrongs.push(`${request.method()} ${request.url()}: ${reason}`);
  });
  return wrongs;
}

export { expect };
