// The life of a flame graph in a browser: zoom, search, details, address. Rows stand from the root on, boxes in a row from
// left to right. Names are only ever read from and written to text nodes.
(() => {
'use strict';
const svg = document.currentScript.ownerSVGElement;
const $ = id => svg.getElementById(id);
const frames = $('frames'), set = frames.dataset, pad = 10, size = +set.size;
const put = (id, text) => $(id).textContent = text;
const show = (element, yes) => element.classList.toggle('hide', !yes);
const all = [], kinds = {};
let letter = +set.letter, above = [], zoom, term = '', ignoreCase = false;

for (const row of frames.children) {
  const here = [];
  let k = 0;
  for (const g of row.children) {
    const [title, rect, text] = g.children;
    const x = +rect.getAttribute('x');
    while (k + 1 < above.length && above[k + 1].x <= x) k++;
    const box = { g, rect, text, title, x, w: +rect.getAttribute('width'), y: row.getAttribute('transform').slice(12, -1), up: above[k] };
    g.box = box;
    here.push(box);
    all.push(box);
  }
  above = here;
}
const root = zoom = all[0];
if (!root) return;
for (const entry of svg.querySelectorAll('[data-k]'))
  for (const c of entry.dataset.k.split(' ')) kinds[c] = entry.textContent.replace(/ \S+$/, '');

const nameOf = box => box.name ??= box.title.textContent.replace(/ \([^(]*\)$/, '');

// Names are measured as the writer measures them, with the average letter of the font that is really there.
const probe = 'System.Collections.Generic.List<int>.Add(int)';
put('details', probe);
letter = $('details').getComputedTextLength() / probe.length / size || letter;
put('details', '');
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const em = c => c < '\u0300' ? letter : /[\p{Mn}\p{Me}\p{Cf}]/u.test(c) ? 0 : wide.test(c) ? 1 : letter;
function cut(text, room) {
  if (room < 3 * letter) return '';
  let used = 0, end = 0, at = 0;
  for (const c of text) {
    used += em(c);
    if (used > room) return end ? text.slice(0, end) + '\u2026' : '';
    at += c.length;
    if (used + 1 <= room) end = at;
  }
  return text;
}
function short(name) {
  let nesting = 0, type = 0, method = 0, parts = 1;
  for (let i = 0; i < name.length; i++) {
    const c = name[i];
    if (c == '<' || c == '[') nesting++;
    else if (c == '>' || c == ']') nesting--;
    else if (!nesting && '( /!'.includes(c)) break;
    else if (!nesting && c == '.' && i && name[i - 1] != '.') type = method, method = i + 1, parts++;
  }
  return parts > 2 && /\p{Lu}/u.test(name[type]) ? name.slice(type) : name;
}
const fit = (name, room) => {
  const text = cut(name, room);
  return text == name ? text : cut(short(name), room);
};

const width = () => set.fluid ? svg.clientWidth : svg.viewBox.baseVal.width;
function draw() {
  const full = width() - 2 * pad, k = full / zoom.w, texts = [];
  const below = new Set();
  for (let box = zoom.up; box; box = box.up) below.add(box);
  for (const box of all) {
    const base = below.has(box);
    box.in = box == zoom || !!box.up?.in;
    show(box.g, base || box.in);
    box.g.classList.toggle('parent', base);
    if (!base && !box.in) continue;
    const x = base ? pad : pad + (box.x - zoom.x) * k, w = base ? full : box.w * k;
    box.rect.setAttribute('x', x);
    box.rect.setAttribute('width', w);
    const text = fit(nameOf(box), (w - 6) / size);
    if (!box.text) {
      if (!text) continue;
      box.g.append(box.text = document.createElementNS(svg.namespaceURI, 'text'));
      box.text.setAttribute('y', set.y);
    }
    box.text.setAttribute('x', x + 3);
    box.text.textContent = text;
    if (text) texts.push([box.text, text, w - 5]);
  }
  // All lengths are read before any text changes, so that the browser lays out once a round and not once a box.
  for (let left = texts, round = 0; left.length && round < 3; round++) {
    left = left.map(([element, text, room]) => [element, text, room, element.getComputedTextLength()]).filter(t => t[3] > t[2]);
    for (const t of left) {
      t[1] = Array.from(t[1].replace(/\u2026$/, '')).slice(0, Math.floor(Array.from(t[1]).length * t[2] / t[3]) - 1).join('');
      t[0].textContent = t[1] = t[1] ? t[1] + '\u2026' : '';
    }
  }
  show($('unzoom'), zoom != root);
}

function mark() {
  let pattern, sum = 0, bad;
  try {
    pattern = term && new RegExp(term, ignoreCase ? 'i' : '');
  } catch {
    bad = true;
  }
  for (const box of all) {
    const hit = !!pattern && box != root && pattern.test(nameOf(box));
    box.g.classList.toggle('match', hit);
    const under = !!box.up?.in && box.up.hit;
    box.hit = hit || under;
    if (hit && box.in && !under) sum += box.w;
  }
  put('search', term ? 'Reset Search' : 'Search');
  $('search').classList.toggle('show', !!term);
  $('ignorecase').classList.toggle('show', ignoreCase);
  const percent = 100 * sum / zoom.w;
  put('matched', bad ? 'Not a regular expression' : term ? 'Matched: ' + (percent < 99.95 ? percent.toFixed(1) : 100) + '%' : '');
  show($('matched'), term);
}

// Zoom and search stand in the address, in its query, or behind its # where a browser forbids a file to change the query.
function save() {
  const query = new URLSearchParams();
  if (zoom != root) query.set('x', zoom.x), query.set('y', zoom.y);
  if (term) query.set('s', term);
  if (ignoreCase) query.set('i', 1);
  const text = query.toString();
  try {
    history.replaceState(null, '', text ? '?' + text : location.pathname);
  } catch {
    location.replace('#' + text);
  }
}
function load() {
  const query = new URLSearchParams(location.hash.slice(1) || location.search);
  term = query.get('s') ?? set.search ?? '';
  ignoreCase = query.has('i');
  zoom = query.has('x') && all.find(b => b.x == query.get('x') && b.y == query.get('y')) || root;
  draw();
  mark();
}
function change(box, text) {
  zoom = box;
  term = text;
  draw();
  mark();
  save();
}
function ask() {
  if (term) return change(zoom, '');
  const text = prompt('Search for functions (a regular expression, such as ^System.Text)' + (ignoreCase ? ', ignoring case' : '') + '.\nCtrl-I switches case sensitivity.', '');
  if (text) change(zoom, text);
}
function toggleCase() {
  ignoreCase = !ignoreCase;
  change(zoom, term);
}

const boxAt = e => e.target.parentNode?.box;
svg.addEventListener('click', e => {
  const box = boxAt(e), id = e.target.id;
  if (box) change(box, term);
  else if (id == 'unzoom') change(root, term);
  else if (id == 'search') ask();
  else if (id == 'ignorecase') toggleCase();
});
svg.addEventListener('mouseover', e => {
  const box = boxAt(e), kind = box && kinds[box.g.classList[0]];
  put('details', box ? cut(set.name + ' ' + box.title.textContent + (kind ? ' \u00b7 ' + kind : ''), (width() - 190) / size) : '');
});
addEventListener('keydown', e => {
  const key = (e.ctrlKey || e.metaKey ? '^' : '') + e.key.toLowerCase();
  if (key == 'f3' || key == '^f') ask();
  else if (key == '^i') toggleCase();
  else if (key == 'escape') change(root, '');
  else return;
  e.preventDefault();
});
addEventListener('hashchange', load);
if (set.fluid) {
  svg.removeAttribute('viewBox');
  svg.setAttribute('width', '100%');
  addEventListener('resize', draw);
}
show($('search'), 1);
show($('ignorecase'), 1);
load();
})();
