// What touches the page. Text is set as text, never as markup; an attribute is touched only when it changes.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a class, a text and children. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(text, key, act) {
  const made = element('button', '', text);
  made.type = 'button';
  if (key) made.append(' ', element('kbd', '', key));
  made.addEventListener('click', act);
  return made;
}

export function setText(node, text) {
  const value = String(text);
  if (node.shownText !== value) {
    node.shownText = value;
    node.textContent = value;
  }
}

export function setAttribute(node, name, value) {
  node.shown ??= {};
  if (node.shown[name] === value) return;
  node.shown[name] = value;
  if (value === null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : value);
}

/** A length or colour as a custom property or a style, which the page's content policy allows from a script. */
export function setStyle(node, name, value) {
  node.styles ??= {};
  if (node.styles[name] === value) return;
  node.styles[name] = value;
  node.style.setProperty(name, value);
}

/** Makes the children of a node as many as there are items, keeping those that are there. */
export function repeat(node, items, make, update) {
  node.rows ??= [];
  while (node.rows.length > items.length) node.rows.pop().root.remove();
  items.forEach((item, i) => {
    if (i === node.rows.length) {
      const row = make(item, i);
      node.rows.push(row);
      node.append(row.root);
    }
    update(node.rows[i], item, i);
  });
}

/** The same for things that have a name and come and go: a row stays with its name. */
export function repeatNamed(node, items, make, update) {
  node.named ??= new Map();
  const names = new Set(items.map(item => item.name));
  for (const [name, row] of node.named) {
    if (names.has(name)) continue;
    row.root.remove();
    node.named.delete(name);
  }
  let next = node.firstChild;
  for (const item of items) {
    let row = node.named.get(item.name);
    if (!row) {
      row = make(item);
      node.named.set(item.name, row);
    }
    if (row.root === next) next = next.nextSibling;
    else node.insertBefore(row.root, next);
    update(row, item);
  }
}
