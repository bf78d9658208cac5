/** Runs in the head, before anything is drawn: the theme that the reader chose last, and a mark that scripts run. */
export const THEME_SCRIPT = `(() => {
  const root = document.documentElement;
  root.dataset.scripts = '';
  try {
    const theme = localStorage.getItem('framescope-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch {}
})();`;

/** Runs at the end of the body: theme and code toggles, the table of contents, keyboard access to what scrolls. */
export const PAGE_SCRIPT = `(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  const themeButton = document.querySelector('#fs-theme');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches);
  const nameTheme = () => themeButton.setAttribute('aria-label', isDark() ? 'Use the light theme' : 'Use the dark theme');
  themeButton.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('framescope-theme', root.dataset.theme); } catch {}
    nameTheme();
  });
  dark.addEventListener('change', nameTheme);
  nameTheme();

  const codes = [...document.querySelectorAll('details.code')];
  const codeButton = document.querySelector('#fs-code');
  if (codeButton) {
    const nameCode = () => {
      codeButton.textContent = codes.some((code) => code.open) ? 'Hide all code' : 'Show all code';
    };
    codeButton.addEventListener('click', () => {
      const open = !codes.some((code) => code.open);
      for (const code of codes) code.open = open;
      nameCode();
    });
    for (const code of codes) code.addEventListener('toggle', nameCode);
    nameCode();
  }

  const contents = document.querySelector('#fs-contents');
  if (contents) {
    const wide = matchMedia('(min-width: 75rem)');
    const fit = () => { contents.open = wide.matches; };
    wide.addEventListener('change', fit);
    fit();
    const links = new Map([...contents.querySelectorAll('a')].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    let current;
    const follow = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
      const link = links.get((passed.at(-1) ?? headings[0])?.id);
      if (link === current) return;
      current?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'true');
      current = link;
      if (wide.matches) {
        const list = contents.parentElement;
        const [top, bottom] = [link.offsetTop, link.offsetTop + link.offsetHeight];
        if (top < list.scrollTop || bottom > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
      }
    };
    let waiting = false;
    addEventListener('scroll', () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; follow(); });
    }, { passive: true });
    follow();
    contents.addEventListener('click', (event) => {
      if (event.target.closest('a') && !wide.matches) contents.open = false;
    });
  }

  const reachable = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute('tabindex');
    }
  });
  for (const box of document.querySelectorAll('pre, table, .output, .formula')) reachable.observe(box);
})();`;
