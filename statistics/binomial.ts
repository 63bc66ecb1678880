// How far a counted share may be off: exact bounds of Clopper and Pearson ("The use of confidence or fiducial limits",
// Biometrika 26, 1934). Zero of 72 is not zero: the share behind it may be 4%.

interface Share {
  /** 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** Each end holds with 95%. Of no tries nothing is known. */
export function shareBounds(found: number, of: number): Share {
  if (of === 0) return { low: 0, high: 1 };
  return {
    low: found === 0 ? 0 : solve((share) => 1 - upTo(found - 1, of, share) > RISK),
    high: found === of ? 1 : solve((share) => upTo(found, of, share) < RISK),
  };
}

const RISK = 0.05;

/** The probability of at most so many. O(found). */
function upTo(found: number, of: number, share: number): number {
  let logarithm = of * Math.log1p(-share);
  let sum = Math.exp(logarithm);
  for (let count = 1; count <= found; count++) {
    logarithm += Math.log((of - count + 1) / count) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(logarithm);
  }
  return sum;
}

/** The least share for which it holds, when it holds for all above. */
function solve(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
