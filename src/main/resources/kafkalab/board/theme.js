// Light or dark: as the system says, until somebody chooses.

import {setText} from './view/dom.js';

export function startTheme(made) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = stored();
  const apply = () => {
    const dark = chosen === null ? system.matches : chosen === 'dark';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    setText(made.firstChild, dark ? 'Light ' : 'Dark ');
  };
  const toggle = () => {
    chosen = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    store(chosen);
    apply();
  };
  system.addEventListener('change', apply);
  made.addEventListener('click', toggle);
  apply();
  return toggle;
}

/** A page on disk may be denied a store. */
function stored() {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

function store(theme) {
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // it then lasts as long as the page
  }
}
