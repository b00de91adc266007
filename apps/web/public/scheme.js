// Sets the colour scheme before the first paint. A file of its own, so that the page needs no inline script.
(function () {
  var stored = null;
  try {
    stored = window.localStorage.getItem('busbar-scheme');
  } catch {
    // Storage may be closed to us; the system's wish is the answer then.
  }
  var dark = stored === 'dark' || (stored !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
