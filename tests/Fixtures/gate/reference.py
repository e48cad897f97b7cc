#!/usr/bin/python3
"""Reference of the gate's test, one comparison at a time. Needs numpy and scipy (Debian: python3-scipy, run with /usr/bin/python3).

usage: reference.py CASE.json   {"baseline": [[counts per function] per run], "candidate": [...], "kappa": 0.01}
Prints one line per function of the family: share before, after, both p values, verdict. See eng/verdict.md for the formulas.
"""
import json, sys
import numpy as np
from scipy import special, stats

FAMILY = 0.002      # mean share of both sides from which a function is tested
CENTRE = 0.005      # pooled share from which it helps to find the common factor
CAP = 60.0          # largest prior degrees of freedom
OUTLIER = 0.01      # p of the dispersion below which a function keeps only its own degrees of freedom


def asn(p):
    return 2 * np.arcsin(np.sqrt(np.clip(p, 0, 1)))


def inverse_trigamma(x):
    y = 0.5 + 1 / x
    for _ in range(60):
        t = special.polygamma(1, y)
        y = y + t * (1 - t / x) / special.polygamma(2, y)
    return float(y)


def gate(baseline, candidate, kappa=0.01, tau=0.005, alpha=0.001):
    x0, x1 = np.asarray(baseline, float), np.asarray(candidate, float)
    r0, r1 = len(x0), len(x1)
    nu = r0 + r1 - 2
    h = 1 / r0 + 1 / r1
    n0, n1 = x0.sum(1), x1.sum(1)
    y0, y1 = x0 / n0[:, None], x1 / n1[:, None]
    p0, p1 = y0.mean(0), y1.mean(0)
    pooled = np.maximum((x0.sum(0) + x1.sum(0)) / (n0.sum() + n1.sum()), 1e-9)
    family = (p0 + p1) / 2 >= FAMILY
    k = int(family.sum())

    # dispersion against the multinomial
    s2 = (((y0 - p0) ** 2).sum(0) + ((y1 - p1) ** 2).sum(0)) / nu
    v = np.maximum(pooled * (1 - pooled) * ((1 / n0).sum() + (1 / n1).sum()) / (r0 + r1), 1e-16)
    phi = s2 / v

    # its prior over the family (limma's fitFDist)
    e = np.log(np.maximum(phi[family], 1e-3)) - special.digamma(nu / 2) + np.log(nu / 2)
    mean = e.mean()
    excess = ((e - mean) ** 2).sum() / max(k - 1, 1) - special.polygamma(1, nu / 2)
    nu0 = min(CAP, 2 * inverse_trigamma(excess)) if excess > 1e-3 else CAP
    phi0 = float(np.exp(mean + special.digamma(nu0 / 2) - np.log(nu0 / 2)) if nu0 < CAP else np.exp(mean))
    posterior = (nu0 * phi0 + nu * phi) / (nu0 + nu)
    hyper = stats.f.sf(phi / phi0, nu, nu0) < OUTLIER
    star = np.maximum(np.maximum(phi, posterior), 1.0)
    df = np.where(hyper, float(nu), nu + nu0)

    # test 1: raw share
    variance = star * v * h + (kappa * pooled) ** 2
    t = (asn(p1) - asn(p0)) / np.sqrt(variance / (pooled * (1 - pooled)))
    p_share = special.stdtr(df, -t)
    d = p1 - p0
    median = np.median(y1, 0) - np.median(y0, 0)

    # test 2: share after taking out the factor common to most functions (a cost shift)
    use = (pooled >= CENTRE) & (p0 > 0) & (p1 > 0)
    c, w = common_factor(p0, p1, pooled, use)
    sigma_c = np.sqrt(0.65 * ((w / max(w.sum(), 1e-12)) ** 2 * np.where(use, max(phi0, 1) * (1 - pooled) / pooled / ((n0.sum() + n1.sum()) / (r0 + r1)) * h, 0)).sum())
    scale = np.exp(-c)
    p1n = np.clip(p1 * scale, 0, 1)
    dn = p1n - p0
    vn = star * v * h * max(scale, 1) ** 2 + (kappa * pooled) ** 2 + (p1n * sigma_c) ** 2
    tn = (asn(p1n) - asn(p0)) / np.sqrt(vn / (pooled * (1 - pooled)))
    p_norm = special.stdtr(df, -tn)

    worst = np.maximum(p_share, p_norm)
    fail = family & (k * worst <= alpha) & (d >= tau) & (dn >= tau) & (median >= tau / 2)
    extend = family & ~fail & (d >= tau) & (dn >= tau / 2) & (worst <= 0.05)
    return dict(k=k, nu0=nu0, phi0=phi0, c=float(c), sigma_c=float(sigma_c), family=family, p0=p0, p1=p1, p1n=p1n,
                phi=phi, df=df, p_share=p_share, p_norm=p_norm, fail=fail, extend=extend)


def common_factor(p0, p1, pooled, use):
    """Weighted trimmed mean of ln(p1/p0): 30 % of the weight cut from each side; weights min(pooled, 5 %)."""
    w = np.where(use, np.minimum(pooled, 0.05), 0.0)
    l = np.log(np.maximum(p1, 1e-9) / np.maximum(p0, 1e-9))
    o = np.argsort(l, kind="stable")
    lo, wo = l[o], w[o]
    total = wo.sum()
    if total <= 0:
        return 0.0, w
    cum = np.cumsum(wo)
    lower, upper = 0.3 * total, 0.7 * total
    inside = np.clip(np.minimum(cum, upper) - np.maximum(cum - wo, lower), 0, None)
    return float((inside * lo).sum() / inside.sum()), w


if __name__ == "__main__":
    case = json.load(open(sys.argv[1]))
    g = gate(case["baseline"], case["candidate"], case.get("kappa", 0.01))
    print("functions %d  nu0 %.4g  phi0 %.4g  common factor %.4f" % (g["k"], g["nu0"], g["phi0"], np.exp(g["c"])))
    for i in np.where(g["family"])[0]:
        print("%4d  %6.3f %% -> %6.3f %%  p %.3g  normalised %6.3f %%  p %.3g  %s" % (i, 100 * g["p0"][i], 100 * g["p1"][i], g["p_share"][i],
              100 * g["p1n"][i], g["p_norm"][i], "FAIL" if g["fail"][i] else "extend" if g["extend"][i] else ""))
