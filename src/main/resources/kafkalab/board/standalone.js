// The page and a recording as one HTML file: it opens with a double click, with no board and no broker.

import {asText, nameOf, offer} from './files.js';

const IMPORT = /from '(\.[a-z./]+)'/g;

/** A browser imports no module from a file beside a page on disk: the modules go into the page, each under its name. */
export async function savePage(store) {
  const page = new DOMParser().parseFromString(await fetched('./'), 'text/html');
  const modules = await allModules('main.js', new Map());
  const imports = {};
  for (const [name, source] of modules) {
    imports['board/' + name] = 'data:text/javascript;charset=utf-8,' + encodeURIComponent(source);
  }
  page.querySelector('meta[name=token]').remove();
  page.querySelector('link[rel=icon]').remove();
  const style = page.createElement('style');
  style.textContent = await fetched('board.css');
  page.querySelector('link[rel=stylesheet]').replaceWith(style);
  page.querySelector('script').replaceWith(script(page, 'importmap', JSON.stringify({imports})),
      script(page, 'application/json', asText(store), 'recording'), script(page, 'module', 'import "board/main.js";'));
  offer('<!DOCTYPE html>\n' + page.documentElement.outerHTML, 'text/html', nameOf(store) + '.html');
}

/** JSON in a page: a < in it would end the script. */
function script(page, type, text, id) {
  const made = page.createElement('script');
  made.type = type;
  if (id) made.id = id;
  made.textContent = text.replace(/</g, '\\u003c');
  return made;
}

async function allModules(name, found) {
  if (found.has(name)) return found;
  const source = await fetched(name);
  const full = imported => new URL(imported, 'http://board/' + name).pathname.slice(1);
  found.set(name, source.replace(IMPORT, (_, imported) => "from 'board/" + full(imported) + "'"));
  for (const [, imported] of source.matchAll(IMPORT)) await allModules(full(imported), found);
  return found;
}

async function fetched(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(name + ' cannot be read: ' + answer.status);
  return answer.text();
}
