// The JavaScript arms of `cargo xtask bench compare`: BigInt code by largest remainder with ties to the earlier part,
// and dinero.js, which gives what is left to the largest weights first.
//
// Answers each line `SIZE CALLS ARM` of the standard input with `NANOSECONDS CHECKSUM SUM`.

import { createInterface } from 'node:readline';
import { allocate, dinero, toSnapshot } from 'dinero.js';
import { dinero as bigDinero } from 'dinero.js/bigint';
import { USD } from 'dinero.js/currencies';
import { USD as BIG_USD } from 'dinero.js/bigint/currencies';

const TOTAL = 1_000_000_000_007n;

const lists = new Map();

/** `count` weights that sum to about 10^12, the same in every language. */
function weights(count) {
  const bound = 2_000_000_000_000n / BigInt(count);
  let state = 0x9e3779b97f4a7c15n;
  const next = () => {
    state ^= BigInt.asUintN(64, state << 13n);
    state ^= state >> 7n;
    state ^= BigInt.asUintN(64, state << 17n);
    return (state % bound) + 1n;
  };
  return Array.from({ length: count }, next);
}

/** BigInts as one writes it: rank all remainders. */
function ranked(total, weights) {
  let whole = 0n;
  for (const weight of weights) whole += weight;
  const parts = [];
  const remainders = [];
  let left = total;
  for (const weight of weights) {
    const product = total * weight;
    const part = product / whole;
    parts.push(part);
    remainders.push(product - part * whole);
    left -= part;
  }
  const larger = (a, b) => (remainders[a] > remainders[b] ? -1 : remainders[a] < remainders[b] ? 1 : a - b);
  const order = weights.map((_, index) => index).sort(larger);
  for (let rank = 0; rank < left; rank++) parts[order[rank]] += 1n;
  return parts;
}

/** BigInts written for speed: the remainders in an array of 64-bit words. Exact while the weights sum to less than 2^64. */
function selected(total, weights) {
  let whole = 0n;
  for (const weight of weights) whole += weight;
  const count = weights.length;
  const parts = new Array(count);
  const remainders = new BigUint64Array(count);
  let left = total;
  for (let index = 0; index < count; index++) {
    const product = total * weights[index];
    const part = product / whole;
    parts[index] = part;
    remainders[index] = product - part * whole;
    left -= part;
  }
  if (left === 0n) return parts;
  const least = remainders.slice().sort()[count - Number(left)];
  let spare = Number(left);
  for (const remainder of remainders) if (remainder > least) spare -= 1;
  for (let index = 0; index < count; index++) {
    const remainder = remainders[index];
    if (remainder > least) parts[index] += 1n;
    else if (remainder === least && spare-- > 0) parts[index] += 1n;
  }
  return parts;
}

const same = (value) => value;
const minor = (part) => BigInt(toSnapshot(part).amount);

// Per arm: how it splits, the total and a weight in its own types, and a part in minor units.
const ARMS = {
  BigInt: [ranked, TOTAL, same, same],
  'BigInt tuned': [selected, TOTAL, same, same],
  'dinero.js number': [allocate, dinero({ amount: Number(TOTAL), currency: USD }), Number, minor],
  'dinero.js bigint': [allocate, bigDinero({ amount: TOTAL, currency: BIG_USD }), same, minor],
};

/** What `make` makes, once for each key. */
function kept(key, make) {
  if (!lists.has(key)) lists.set(key, make());
  return lists.get(key);
}

function measured(size, calls, arm) {
  const [split, total, weight, part] = ARMS[arm];
  const drawn = kept(`${size}`, () => weights(size));
  const given = kept(`${size} ${arm}`, () => drawn.map(weight));
  let made;
  const begun = process.hrtime.bigint();
  for (let call = 0; call < calls; call++) made = split(total, given);
  const took = process.hrtime.bigint() - begun;
  const parts = made.map(part);
  const sum = parts.reduce((sum, part) => sum + part, 0n);
  return `${took} ${checksum(parts)} ${sum}`;
}

/** One number that changes when any part does, or when two parts change places. */
function checksum(parts) {
  return parts.reduce((sum, part) => BigInt.asUintN(64, sum * 6364136223846793005n + part), 0n);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [size, calls, ...arm] = line.split(' ');
  console.log(measured(Number(size), Number(calls), arm.join(' ')));
}
