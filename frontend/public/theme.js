// Runs before the first paint (loaded blocking from <head>; the CSP allows no inline script),
// so that a dark page never flashes white. The theme button writes the same key.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('askcart.theme');
  } catch {
    // Storage may be blocked; the system's preference then decides.
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.classList.toggle('dark', dark);
})();
