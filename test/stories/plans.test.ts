/**
 * The plan of every shipped virtual phone, as a person reads it, compared with the stored one in `fixtures/plans`. After
 * a change that is meant, `vitest run test/stories/plans.test.ts -u` writes them anew; read the difference before it is
 * committed.
 */
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../src/bench/bench.ts';
import { isRefusal, preparePlan } from '../../src/cli/prepare-plan.ts';
import { adbDriver } from '../../src/drivers/adb/driver.ts';
import { parseFastbootAddress } from '../../src/drivers/fastboot/address.ts';
import { fastbootDriver } from '../../src/drivers/fastboot/driver.ts';
import { asFault } from '../../src/faults/fault.ts';
import { faultText } from '../../src/report/fault-text.ts';
import { planText, refusalText } from '../../src/report/plan-text.ts';
import { shippedNames } from '../../src/virtual/definition-file.ts';
import { small, startTestBench, type TestBench } from '../virtual/bench-fixture.ts';

/** So many phones run at a time. */
const BATCH = 8;

const names = await shippedNames();
const batches = Array.from({ length: Math.ceil(names.length / BATCH) }, (_, index) =>
  names.slice(index * BATCH, (index + 1) * BATCH),
);

let test: TestBench | undefined;
let bench: Bench | undefined;

async function close(): Promise<void> {
  await bench?.close();
  await test?.close();
  bench = undefined;
  test = undefined;
}

afterAll(close);

async function planOf(name: string): Promise<string> {
  if (!test || !bench) throw new Error('no bench');
  const request = {
    device: test.phone(name).seat,
    route: undefined,
    profiles: undefined,
    requiredLevel: 'STATISTICAL' as const,
    operatorPresent: true,
  };
  const text = await preparePlan(bench, request, AbortSignal.timeout(25_000)).then(
    ({ decision }) => (isRefusal(decision) ? refusalText(decision) : planText(decision, 'left out')),
    (error: unknown) => faultText(asFault(error)),
  );
  return `${stripVTControlCharacters(text).replaceAll(/127\.0\.0\.1:\d+/g, 'SEAT')}\n`;
}

describe.each(batches.map((batch) => [batch.join(', '), batch] as const))('%s', (_words, batch) => {
  it('is planned as it is stored', async () => {
    await close();
    test = await startTestBench(await Promise.all(batch.map((name) => small(name))));
    const { server } = test;
    const addresses = test.phones.map((phone) => parseFastbootAddress(phone.fastbootAddress));
    bench = openBench([
      adbDriver({ host: '127.0.0.1', port: server.port, program: 'adb' }),
      fastbootDriver({ program: 'fastboot', addresses }),
    ]);
    for (const name of batch) {
      await expect(await planOf(name)).toMatchFileSnapshot(`../../fixtures/plans/${name}.txt`);
    }
  }, 120_000);
});
