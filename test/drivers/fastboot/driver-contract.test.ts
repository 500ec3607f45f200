/** The fastboot driver with the real fastboot program, and a virtual phone that waits in its boot loader. */
import { parseFastbootAddress } from '../../../src/drivers/fastboot/address.ts';
import { fastbootDriver } from '../../../src/drivers/fastboot/driver.ts';
import { driverContract } from '../../contracts/driver-contract.ts';
import { small, startTestBench } from '../../virtual/bench-fixture.ts';
import { fastbootHandle } from '../../virtual/fastboot-program.ts';
import { countingProxy } from '../adb/counting-proxy.ts';

driverContract(
  'fastboot',
  async () => {
    const bench = await startTestBench([await small('fastboot-unlocked')]);
    const phone = bench.phone('fastboot-unlocked');
    const proxy = await countingProxy(Number(fastbootHandle(phone).split(':').at(-1)));
    const port = `tcp:${phone.seat}`;
    const address = parseFastbootAddress(`tcp:127.0.0.1:${proxy.port}@${port}`);
    return {
      driver: fastbootDriver({ program: 'fastboot', addresses: [address] }),
      phone: {
        is: (sighting) => sighting.port === port,
        unplug: () => phone.unplug(),
        plug: () => phone.plug(),
      },
      connections: proxy.connections,
      settled: proxy.settled,
      close: async () => {
        await proxy.close();
        await bench.close();
      },
    };
  },
  'fastboot',
);
