/**
 * The list that `fastboot devices -l` prints (AOSP system/core/fastboot/fastboot.cpp, list_devices_callback):
 * `%-22s %s` serial and the name of the USB interface, mostly `fastboot`, then the path `usb:…` where the system has
 * one. The serial may be empty, `????????????`, or a sentence about permissions; some releases put a tab between.
 */
import type { Sighting } from '../../model/sighting.ts';

const LINE = /^(?<serial>.*?)[ \t]+(?<mode>\S*fastboot\S*)(?:[ \t]+(?<path>usb:\S+))?[ \t]*$/i;
const PERMISSIONS = /^no permissions/i;
/** Texts that `-s` takes for something else than a serial. */
const ADDRESS = /^(usb|tcp|udp):/i;
const NO_SERIAL = /^\?+$/;

function parseLine(line: string): Sighting {
  const groups = LINE.exec(line)?.groups;
  if (!groups) return { driver: 'fastboot', handle: `line:${line}`, serial: '', state: 'unknown', detail: line };
  const said = (groups['serial'] ?? '').trim();
  const path = groups['path'];
  const denied = PERMISSIONS.test(said);
  const serial = denied || NO_SERIAL.test(said) ? '' : said;
  // The path is unique where serials are not. Without either there is nothing that `-s` could be given.
  const usable = path ?? (serial !== '' && !ADDRESS.test(serial) && !serial.startsWith('-') ? serial : undefined);
  return {
    driver: 'fastboot',
    handle: usable ?? `line:${line}`,
    serial,
    state: denied ? 'no-permissions' : usable === undefined ? 'unknown' : 'fastboot',
    ...(path === undefined ? {} : { port: path }),
    ...(denied ? { detail: said } : usable === undefined ? { detail: line } : {}),
  };
}

/** Total: a line that is not understood becomes a sighting in state `unknown`, so that no phone is silently missing. */
export function parseFastbootDevices(text: string): Sighting[] {
  const sightings = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '')
    .map(parseLine);
  // `-s` compares with serials too: a phone whose serial is the path of another one would be taken for it.
  const impostors = new Set(sightings.map(({ serial }) => serial).filter((serial) => ADDRESS.test(serial)));
  return sightings.map((sighting) =>
    impostors.has(sighting.handle) || impostors.has(sighting.serial)
      ? { ...sighting, state: 'unknown', detail: 'a serial looks like the place of a phone' }
      : sighting,
  );
}
