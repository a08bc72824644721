// npm run screenshots -- DIR: photographs every page of the running shop, light and dark, desk and phone.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm run screenshots -- DIR');
  process.exit(2);
}
const env = { ...process.env, SCREENSHOTS: resolve(process.env.INIT_CWD ?? '.', folder) };
const { status } = spawnSync('npx', ['playwright', 'test', '--config', 'screenshots.config.ts'], {
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
