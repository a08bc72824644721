import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

const gateway = 'http://127.0.0.1:8000';

// Two files for what every page needs, so that a visit is few requests: libraries, which change seldom, and
// the shop's own common parts. Pages, and the panels with Radix' dialog, stay files of their own.
const chunks = [
  { name: 'libraries', test: /node_modules\/(react|react-dom|react-router|scheduler|@tanstack|zustand)\// },
  { name: 'common', test: /src\/(api|format|ui\/(?!panels|field|select))/, minShareCount: 2 },
];

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
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
});

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
