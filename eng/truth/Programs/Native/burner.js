// Functions that burn, by the process's clock; what V8 compiles beside them in other threads is a small part of it.
const fs = require("fs");
const burned = {};
let total = 0;
function now() { const used = process.cpuUsage(); return 1000 * (used.user + used.system); }
function first(n) { let s = 1; for (let i = 0; i < n; i++) s = (s * 31 + i) | 0; return s; }
const second = n => { let s = 2; for (let i = 0; i < n; i++) s = (s * 33 + i) | 0; return s; };
class Shape { area(n) { let s = 3; for (let i = 0; i < n; i++) s = (s * 35 + i) | 0; return s; } }
const shape = new Shape();
function measure(name, burn, n) {
  const before = now();
  total += burn(n);
  burned[name] = (burned[name] || 0) + now() - before;
}
for (const until = now() + 2.5e9; now() < until;) {
  const n = 5e6 + Math.floor(Math.random() * 5e6);
  measure("first", first, n);
  measure("second", second, 2 * n);
  measure("area", m => shape.area(m), 3 * n);
}
fs.writeFileSync(process.env.TRUTH_FOLDER + "/truth.txt", Object.keys(burned).map(name => `${burned[name]} ${name}\n`).join(""));
if (total === 1) console.log(total);
