import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { adoptInitialData, queryClient } from './api/query-client';
import { whenSessionEnds } from './api/session';
import { createRouter } from './routes';
import { notify } from './ui/announcer';

// Radix locks the page's scrolling with a <style> element, which the CSP admits by this page's nonce only.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
if (nonce) setNonce(nonce);

adoptInitialData(document, queryClient);
whenSessionEnds(() => notify('bad', 'Your session has ended. Please sign in again.'));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={createRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
