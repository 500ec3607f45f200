/**
 * A phone whose boot loader is reached over a network: `tcp:HOST:PORT`, and after `@` the seat of the same phone in adb,
 * for example `tcp:192.168.1.7:5554@tcp:192.168.1.7:5555`. Without it the address itself is the seat.
 */
import { Fault } from '../../faults/fault.ts';

export interface FastbootAddress {
  readonly host: string;
  readonly port: number;
  /** As `fastboot -s` takes it. */
  readonly handle: string;
  readonly seat: string;
}

const FORM =
  /^tcp:(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<port>\d{1,5})(?:@(?<seat>(?:usb|tcp|adb):[A-Za-z0-9.:[\]-]+))?$/;

/** @throws Fault `USAGE_ARGUMENT` */
export function parseFastbootAddress(text: string): FastbootAddress {
  const groups = FORM.exec(text)?.groups;
  const port = Number(groups?.['port']);
  if (!groups || port < 1 || port > 65_535) {
    throw new Fault('USAGE_ARGUMENT', `${text} is not an address of the form tcp:HOST:PORT or tcp:HOST:PORT@SEAT.`, {
      hint: 'For example --fastboot tcp:192.168.1.7:5554@tcp:192.168.1.7:5555',
    });
  }
  const handle = `tcp:${groups['host']}:${port}`;
  return { host: groups['host'] ?? '', port, handle, seat: groups['seat'] ?? handle };
}
