import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What demo.json tells about the running shop; the launcher writes it when everything is ready. */
export interface Stack {
  gateway: string;
  storefront: string;
  services: Record<string, string>;
  admin: Login;
  shopper: Login;
}

export interface Login {
  email: string;
  password: string;
}

/** The shop under test: that of ASKCART_DIR, else of this checkout. */
export const stack: Stack = read();

function read(): Stack {
  const checkout = fileURLToPath(new URL('../../..', import.meta.url));
  const file = join(
    process.env.ASKCART_DIR ? resolve(checkout, process.env.ASKCART_DIR) : join(checkout, '.askcart'),
    'demo.json',
  );
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stack;
  } catch (error) {
    throw new Error(`No shop is running (${file} cannot be read): start one with make up.`, { cause: error });
  }
}

/** How the installed browser is started; none is ever downloaded. */
export const browser = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
