// Looking at blocks in memory, on one core; no phone in it. The reference is the goal itself.
import { randomFillSync } from 'node:crypto';
import { systemRandom } from '../../dist/host/random.js';
import { Baseline } from '../../dist/sampler/baseline.js';
import { claimOf, judgeClaim } from '../../dist/sampler/claims.js';
import { line, median } from './measure.mjs';
import { MIB } from './medium.mjs';

const BYTES = 128 * MIB;
const ROUNDS = 7;

/** MiB per second of processor time: other programs on the machine do not count. */
function rate(buffer, look) {
  const rates = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let at = 0; at < buffer.length; at += MIB) look(buffer.subarray(at, at + MIB), at);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) rates.push(buffer.length / MIB / ((user + system) / 1e6));
  }
  return median(rates);
}

function rateLine(id, what, buffer, look, goal) {
  const ours = rate(buffer, look);
  return line(id, what, { ours, reference: goal, ratio: ours / goal, unit: 'MiB/s', goal: { least: 1 } });
}

export const classifyingLines = () => {
  const random = randomFillSync(Buffer.alloc(BYTES));
  // Touched, so that each page is memory of its own.
  const empty = Buffer.alloc(BYTES, 1).fill(0);
  const classify = (bytes) => judgeClaim(claimOf(bytes, null, null), null);
  const baseline = new Baseline(systemRandom, systemRandom.bytes(32), BYTES, MIB, 0);
  baseline.finish();
  return [
    () => rateLine('classify-empty', 'classify blocks of zeros, one core / goal', empty, classify, 1024),
    () => rateLine('classify-random', 'classify random blocks, one core / goal', random, classify, 400),
    () =>
      rateLine(
        'classify-baseline',
        'classify random blocks and look them up in the baseline, one core / goal',
        random,
        (bytes, offset) => baseline.look({ offset, length: MIB }, claimOf(bytes, baseline.hash, null), false),
        400,
      ),
  ];
};
