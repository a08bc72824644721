import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

const here = (path: string) => new URL(path, import.meta.url).pathname;
const gateway = 'http://127.0.0.1:8000';

// Two files for what every page needs, so that a visit is few requests: libraries, which change seldom, and
// the shop's own common parts. Pages, and the panels with Radix' dialog, stay files of their own.
const chunks = [
  { name: 'libraries', test: /node_modules\/(react|react-dom|react-router|scheduler|@tanstack|zustand)\// },
  { name: 'common', test: /src\/(api|format|ui\/(?!panels|field))|lucide-react/, minShareCount: 2 },
];

// react-router points every bundler at its development build; the production one beside it is the same code
// without the warnings. Tests and the dev server keep those.
const leanRouter = ['index', 'dom-export'].map((file) => ({
  find: file === 'index' ? /^react-router$/ : /^react-router\/dom$/,
  replacement: here(`node_modules/react-router/dist/production/${file}.mjs`),
}));

export default defineConfig(({ command }) => ({
  plugins: [react(), tailwindcss(), preloadFonts()],
  resolve: { alias: [{ find: '@', replacement: here('src') }, ...(command === 'build' ? leanRouter : [])] },
  server: { port: 5174, proxy: { '/api': gateway, '/media': gateway } },
  // assetsInlineLimit 0: the CSP allows no data: fonts or scripts.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
  test: {
    setupFiles: './src/test-setup.ts',
    include: ['src/**/*.test.{ts,tsx}'],
  },
}));

/** Puts the two font files of the build into <head>, so that text is drawn once. */
function preloadFonts(): Plugin {
  return {
    name: 'askcart:preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) =>
        Object.keys(context.bundle ?? {})
          .filter((file) => file.endsWith('.woff2'))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' },
            injectTo: 'head' as const,
          })),
    },
  };
}
