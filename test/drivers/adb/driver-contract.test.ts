/** The ADB driver against the real adb server, with virtual phones behind the real protocol. */
import { adbDriver } from '../../../src/drivers/adb/driver.ts';
import type { VirtualPhone } from '../../../src/virtual/virtual-bench.ts';
import { driverContract, type StagePhone } from '../../contracts/driver-contract.ts';
import { small, startTestBench } from '../../virtual/bench-fixture.ts';
import { countingProxy } from './counting-proxy.ts';

const onStage = (phone: VirtualPhone): StagePhone => ({
  is: (sighting) => sighting.serial === phone.seat,
  unplug: () => phone.unplug(),
  plug: () => phone.plug(),
});

driverContract('adb', async () => {
  const bench = await startTestBench([await small('userdebug-honest'), await small('unauthorized')]);
  const proxy = await countingProxy(bench.server.port);
  return {
    driver: adbDriver({ host: '127.0.0.1', port: proxy.port, program: 'adb' }),
    phone: onStage(bench.phone('userdebug-honest')),
    stranger: onStage(bench.phone('unauthorized')),
    connections: proxy.connections,
    settled: proxy.settled,
    close: async () => {
      await proxy.close();
      await bench.close();
    },
  };
});
