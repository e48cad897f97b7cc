#!/usr/bin/python3
"""Writes edges.json: corner cases that vectors.json has not, with the figures of reference.py. See README.md."""
import json, math
import numpy as np
from reference import gate

rng = np.random.default_rng(20)


def zipf(k):
    p = 1 / np.arange(1, k + 1)
    return p / p.sum()


def draw(p, runs, n=5000):
    return rng.multinomial(n, p, runs).tolist()


p = zipf(40)
q = p.copy(); q[3] += 0.2; q /= q.sum()
new = p.copy(); new[5] = 0; new /= new.sum()
equal = [[500, 300, 150, 50]] * 5
cases = [
    ("equal counts in every run", 0.01, equal, equal),
    ("equal counts, kappa 0", 0.0, equal, equal),
    ("one function", 0.01, [[1000]] * 5, [[900]] * 5),
    ("two functions", 0.01, draw([0.5, 0.5], 5), draw([0.6, 0.4], 5)),
    ("a rise far out in the tail", 0.01, draw(p, 20, 100000), draw(q, 20, 100000)),
    ("the same with kappa 0", 0.0, draw(p, 20, 100000), draw(q, 20, 100000)),
    ("a function that is new", 0.01, draw(new, 5), draw(p, 5)),
    ("a function that vanished", 0.05, draw(p, 5), draw(new, 5)),
    ("columns of zeros", 0.01, [r + [0, 0] for r in draw(p, 5)], [r + [0, 0] for r in draw(p, 5)]),
    ("three runs in all", 0.01, draw(p, 2), draw(q, 1)),
    ("runs of different length", 0.01, [rng.multinomial(n, p).tolist() for n in (600, 5000, 20000, 900, 7000)], [rng.multinomial(n, q).tolist() for n in (800, 12000, 3000, 5000, 40000, 2500)]),
    ("sixty runs a side", 0.01, draw(p, 60), draw(q, 60)),
    ("nothing common: shares that swap", 0.01, draw([0.5, 0.3, 0.2], 6), draw([0.2, 0.3, 0.5], 6)),
    ("wild dispersion", 0.01, [rng.multinomial(5000, rng.dirichlet(p * 60)).tolist() for _ in range(8)], [rng.multinomial(5000, rng.dirichlet(p * 60)).tolist() for _ in range(8)]),
]
out = []
for name, kappa, a, b in cases:
    g = gate(a, b, kappa)
    rows = [dict(function=int(i), before=g["p0"][i], after=g["p1"][i], normalised=g["p1n"][i], dispersion=g["phi"][i], degreesOfFreedom=float(g["df"][i]),
                 pShare=g["p_share"][i], pNormalised=g["p_norm"][i], fail=bool(g["fail"][i]), extend=bool(g["extend"][i])) for i in np.where(g["family"])[0]]
    rows = [{k: (None if isinstance(v, float) and not math.isfinite(v) else v) for k, v in r.items()} for r in rows]
    out.append(dict(name=name, kappa=kappa, baseline=a, candidate=b, expected=dict(functions=g["k"], nu0=g["nu0"], phi0=g["phi0"], logFactor=g["c"], sigmaFactor=g["sigma_c"], rows=rows)))
json.dump(out, open("edges.json", "w"), separators=(",", ":"))
