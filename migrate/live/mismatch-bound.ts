// How large a mismatch rate may still be, given what was compared: the exact one-sided upper bound of Clopper and Pearson
// (Biometrika 26, 1934). None of n mismatching gives 1 - 0.05^(1/n): no mismatch in 3,000 comparisons means below 1 in 1,000.

const ALPHA = 0.05;
/** Halvings; more than a double can tell apart. */
const STEPS = 60;
/** Above it the exact sum gets long, and Hoeffding's bound, which is never below the exact one, is close enough. */
const EXACT_MISMATCHES_MAX = 10_000;

/** Upper 95 % bound on the rate, 0 to 1; 1 when nothing was compared. */
export function mismatchRateUpper(comparisons: number, mismatches: number): number {
  if (comparisons === 0 || mismatches >= comparisons) return 1;
  if (mismatches === 0) return 1 - ALPHA ** (1 / comparisons);
  if (mismatches > EXACT_MISMATCHES_MAX) {
    return Math.min(1, mismatches / comparisons + Math.sqrt(-Math.log(ALPHA) / (2 * comparisons)));
  }
  let low = mismatches / comparisons;
  let high = 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (atMost(mismatches, comparisons, middle) > ALPHA) low = middle;
    else high = middle;
  }
  return high;
}

/** Comparisons in all at which the bound would come down to the rate, were no further one to mismatch. `rateMax` above 0. */
export function comparisonsNeeded(mismatches: number, rateMax: number): number {
  let enough = 1;
  while (mismatchRateUpper(enough, mismatches) > rateMax && enough < Number.MAX_SAFE_INTEGER / 2) enough *= 2;
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (mismatchRateUpper(middle, mismatches) > rateMax) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

/** P(X <= k) of the binomial distribution, summed from logarithms so that small terms do not vanish too early. */
function atMost(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
}
