// A flame graph on a canvas with a table of its functions. Names come from a block of JSON and only ever become text.
(() => {
'use strict';
const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const view = $('view'), canvas = view.querySelector('canvas'), paint = canvas.getContext('2d');
const { names, modules, rowHeight, size, difference } = data;
const count = data.name.length, pad = 3;

// Columns of boxes: row (depth), left edge and width as shares of the whole, end of each row.
const depth = new Int32Array(count), parent = new Int32Array(count), left = new Float64Array(count), wide = new Float64Array(count);
const rowStart = [];
for (let i = 0; i < count; i++) {
  parent[i] = i ? parent[i - 1] + data.up[i] : -1;
  depth[i] = i ? depth[parent[i]] + 1 : 0;
  if (rowStart.length == depth[i]) rowStart.push(i);
  left[i] = data.left[i] / data.unit;
  wide[i] = data.wide[i] / data.unit;
}
rowStart.push(count);
const rows = rowStart.length - 1;
let zoom = 0, term = '', ignoreCase = false, icicle = data.inverted, hover = -1, pattern = null, sort = { by: 'self', down: true }, shown = 100;
const hit = new Uint8Array(names.length);

const percent = share => (100 * share).toFixed(2) + '%';
const signed = share => (share > 0 ? '+' : '') + percent(share);
const figure = weight => Math.round(weight * data.factor).toLocaleString('en-US');
const share = weight => data.whole ? weight / data.whole : 0;
const beforeShare = weight => data.beforeTotal ? weight / data.beforeTotal : 0;
const within = (i, of) => { while (i > of) i = parent[i]; return i == of; };

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
function fit(name, room) {
  if (room < size) return '';
  if (name.length * size * .3 < room && paint.measureText(name).width <= room) return name;
  const text = Array.from(short(name).slice(0, Math.ceil(room / size * 4)));
  if (text.join('') == short(name) && paint.measureText(short(name)).width <= room) return short(name);
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (paint.measureText(text.slice(0, middle).join('') + '\u2026').width <= room) low = middle;
    else high = middle - 1;
  }
  return low ? text.slice(0, low).join('') + '\u2026' : '';
}

const rowTop = row => (icicle ? row : rows - 1 - row) * rowHeight;
const place = i => {
  const k = view.clientWidth / wide[zoom];
  return i < zoom && within(zoom, i) ? [0, view.clientWidth] : [(left[i] - left[zoom]) * k, wide[i] * k];
};
function draw() {
  const ratio = devicePixelRatio || 1, w = view.clientWidth, h = Math.min(view.clientHeight, rows * rowHeight);
  if (canvas.width != Math.round(w * ratio) || canvas.height != Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
    canvas.style.width = w + 'px';
    canvas.style.height = h + 'px';
  }
  paint.setTransform(ratio, 0, 0, ratio, 0, -view.scrollTop * ratio);
  paint.clearRect(0, view.scrollTop, w, h);
  paint.font = size + 'px ' + data.font;
  paint.textBaseline = 'middle';
  const base = new Set();
  for (let i = parent[zoom]; i >= 0; i = parent[i]) base.add(i);
  for (let row = 0; row < rows; row++) {
    const y = rowTop(row);
    if (y + rowHeight < view.scrollTop || y > view.scrollTop + h) continue;
    const end = rowStart[row + 1];
    for (let i = row < depth[zoom] ? rowStart[row] : firstFrom(row, left[zoom]); i < end; i++) {
      if (row < depth[zoom] ? !base.has(i) : left[i] < left[zoom] - 1e-9) continue;
      const [x, width] = place(i);
      if (x >= w - .01) break;
      box(i, x, y, width, base.has(i));
    }
  }
}
function box(i, x, y, width, faded) {
  paint.globalAlpha = faded ? .5 : 1;
  paint.fillStyle = hit[data.name[i]] && i ? '#ee2bee' : data.colors[data.color[i]];
  const gap = width > 3 ? .6 : 0;
  paint.fillRect(x, y + .5, Math.max(width - gap, .4), rowHeight - 1);
  if (i == hover) {
    paint.strokeStyle = '#000';
    paint.strokeRect(x + .5, y + 1, Math.max(width - 1.5, 1), rowHeight - 2);
  }
  const text = width > 2 * size ? fit(names[data.name[i]], width - 2 * pad) : '';
  if (text) {
    paint.fillStyle = '#111';
    paint.fillText(text, x + pad, y + rowHeight / 2 + .5);
  }
  paint.globalAlpha = 1;
}
// The first box of a row that ends right of a place.
function firstFrom(row, x) {
  let low = rowStart[row], high = rowStart[row + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (left[middle] + wide[middle] <= x + 1e-12) low = middle + 1;
    else high = middle;
  }
  return low;
}
function boxAt(e) {
  const area = canvas.getBoundingClientRect();
  const at = Math.floor((e.clientY - area.top + view.scrollTop) / rowHeight), row = icicle ? at : rows - 1 - at;
  if (row < 0 || row >= rows) return -1;
  if (row < depth[zoom]) {
    let i = zoom;
    while (depth[i] > row) i = parent[i];
    return i;
  }
  const x = left[zoom] + (e.clientX - area.left) / view.clientWidth * wide[zoom], i = firstFrom(row, x);
  return i < rowStart[row + 1] && left[i] <= x && within(i, zoom) ? i : -1;
}

function text(i) {
  const name = names[data.name[i]], module = modules[data.module[data.name[i]]];
  const kind = data.kinds[data.kind[i]], where = [module, i && kind].filter(Boolean).join(', ');
  const figures = difference
    ? `before ${figure(data.beforeTotal_[i])} ${data.countName}, ${percent(beforeShare(data.beforeTotal_[i]))}; after ${figure(data.total_[i])} ${data.countName}, ${percent(share(data.total_[i]))}; ${signed(share(data.total_[i]) - beforeShare(data.beforeTotal_[i]))}, self ${signed(share(data.self_[i]) - beforeShare(data.beforeSelf_[i]))}`
    : `${figure(i ? data.total_[i] : data.whole)} ${data.countName}, ${percent(i ? share(data.total_[i]) : 1)}; self ${figure(data.self_[i])}, ${percent(share(data.self_[i]))}`;
  return `${data.nameType} ${name} (${figures})${where ? ' \u00b7 ' + where : ''}`;
}

function search() {
  let bad = false;
  pattern = null;
  try {
    pattern = term ? new RegExp(term, ignoreCase ? 'i' : '') : null;
  } catch {
    bad = true;
  }
  names.forEach((name, i) => hit[i] = pattern && pattern.test(name) ? 1 : 0);
  const under = new Uint8Array(count);
  let sum = 0;
  for (let i = zoom; i < count; i++) {
    const up = parent[i] >= zoom ? under[parent[i]] : 0, inside = i == zoom || up & 2;
    if (!inside) continue;
    const matches = i && hit[data.name[i]];
    if (matches && !(up & 1)) sum += wide[i];
    under[i] = 2 | (matches || up & 1 ? 1 : 0);
  }
  const field = $('search');
  if (field.value != term) field.value = term;
  field.classList.toggle('bad', bad);
  $('matched').textContent = bad ? 'Not a regular expression' : term ? 'Matched: ' + (100 * sum / wide[zoom]).toFixed(1) + '%' : '';
  $('ignorecase').setAttribute('aria-pressed', ignoreCase);
}

function table() {
  const list = data.functions.filter(f => !pattern || hit[f.name]);
  const key = f => sort.by == 'name' ? names[f.name] : sort.by == 'module' ? modules[data.module[f.name]] : f[sort.by];
  list.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * (sort.down ? -1 : 1) || b.total - a.total || (names[a.name] < names[b.name] ? -1 : 1);
  });
  const body = $('functions');
  body.textContent = '';
  for (const f of list.slice(0, shown)) {
    const row = body.insertRow();
    for (const column of columns) {
      const cell = row.insertCell();
      cell.className = column.by;
      cell.textContent = column.text(f);
    }
    row.dataset.name = f.name;
  }
  $('more').hidden = list.length <= shown;
  $('more').textContent = `Show more (${list.length - shown})`;
  $('hits').textContent = pattern ? `, ${list.length} matched` : '';
  for (const head of $('heads').cells) head.setAttribute('aria-sort', head.dataset.by == sort.by ? (sort.down ? 'descending' : 'ascending') : 'none');
}
for (const f of data.functions) {
  f.share = share(f.self);
  f.change = f.share - beforeShare(f.beforeSelf);
  f.count = f.self;
}
const columns = [
  { by: 'name', head: 'Function', text: f => names[f.name] },
  ...(modules.some(Boolean) ? [{ by: 'module', head: 'Module', text: f => modules[data.module[f.name]] }] : []),
  ...(difference
    ? [{ by: 'beforeSelf', head: 'Self before', text: f => percent(beforeShare(f.beforeSelf)) }, { by: 'self', head: 'Self after', text: f => percent(f.share) }, { by: 'change', head: 'Change', text: f => signed(f.change) }]
    : [{ by: 'self', head: 'Self', text: f => percent(f.share) }, { by: 'total', head: 'Total', text: f => percent(share(f.total)) }, { by: 'count', head: data.countName, text: f => figure(f.self) }]),
];
for (const column of columns) {
  const head = document.createElement('th');
  head.scope = 'col';
  head.dataset.by = column.by;
  head.textContent = column.head;
  $('heads').append(head);
}
if (difference) sort.by = 'change';
for (const entry of data.legend) {
  const item = document.createElement('span');
  item.textContent = entry.text;
  item.style.setProperty('--swatch', entry.color);
  $('legend').append(item);
}

function save() {
  const query = new URLSearchParams();
  if (zoom) query.set('z', zoom);
  if (term) query.set('s', term);
  if (ignoreCase) query.set('i', 1);
  if (icicle != data.inverted) query.set('v', icicle ? 'icicle' : 'flame');
  history.replaceState(null, '', '#' + query);
}
function refresh() {
  search();
  $('reset').hidden = !zoom;
  $('turn').textContent = icicle ? 'Root at the bottom' : 'Root on top';
  draw();
  table();
}
function change(action) {
  action();
  refresh();
  save();
}
function load() {
  const query = new URLSearchParams(location.hash.slice(1));
  const box = Number(query.get('z'));
  zoom = Number.isInteger(box) && box > 0 && box < count ? box : 0;
  term = query.get('s') ?? data.search;
  ignoreCase = query.has('i');
  icicle = query.has('v') ? query.get('v') == 'icicle' : data.inverted;
  refresh();
  view.scrollTop = icicle ? 0 : view.scrollHeight;
}
const literal = name => '^' + name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') + '$';

canvas.addEventListener('click', e => {
  const i = boxAt(e);
  if (i >= 0) change(() => zoom = i);
});
canvas.addEventListener('mousemove', e => {
  const i = boxAt(e);
  if (i == hover) return;
  hover = i;
  $('details').textContent = i >= 0 ? text(i) : '';
  draw();
});
canvas.addEventListener('mouseleave', () => {
  hover = -1;
  $('details').textContent = '';
  draw();
});
view.addEventListener('scroll', draw);
$('search').addEventListener('input', e => change(() => term = e.target.value));
$('ignorecase').addEventListener('click', () => change(() => ignoreCase = !ignoreCase));
$('reset').addEventListener('click', () => change(() => zoom = 0));
$('turn').addEventListener('click', () => {
  change(() => icicle = !icicle);
  view.scrollTop = icicle ? 0 : view.scrollHeight;
});
$('more').addEventListener('click', () => {
  shown += 500;
  table();
});
$('heads').addEventListener('click', e => {
  const by = e.target.dataset.by;
  if (!by) return;
  sort = { by, down: sort.by == by ? !sort.down : by != 'name' && by != 'module' };
  table();
});
$('functions').addEventListener('click', e => {
  const row = e.target.closest('tr');
  if (row) change(() => term = term == literal(names[row.dataset.name]) ? '' : literal(names[row.dataset.name]));
});
addEventListener('keydown', e => {
  const key = (e.ctrlKey || e.metaKey ? '^' : '') + e.key.toLowerCase();
  if (key == 'f3' || key == '^f') $('search').focus(), $('search').select();
  else if (key == '^i') change(() => ignoreCase = !ignoreCase);
  else if (key == 'escape') change(() => { zoom = 0; term = ''; });
  else return;
  e.preventDefault();
});
addEventListener('hashchange', load);
addEventListener('resize', draw);

view.style.background = data.ground;
if (data.width) view.style.width = data.width + 'px';
// The canvas sticks to the frame it is seen through; this gives the frame something to scroll.
$('rows').style.height = rows * rowHeight + 'px';
if (!count) $('details').textContent = 'No stacks to draw.';
load();
})();
