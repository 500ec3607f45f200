/**
 * The device list of the adb server (`host:devices-l`), format of AOSP adb/transport.cpp append_transport:
 * `%-22s %s` serial and state, then optional words `usb:… product:… model:… device:… transport_id:…`.
 * The serial may be empty, hold blanks, or be `????????????`; the state may be a whole sentence about permissions.
 */
import { DEVICE_STATES, type DeviceState, type Sighting } from '../../model/sighting.ts';

const WORD_STATES: readonly string[] = DEVICE_STATES.filter(
  (state) => state !== 'unknown' && state !== 'no-permissions',
);

/**
 * The state comes after the serial's column or, for long serials, after one blank; the words stand in the order in which
 * adb writes them. Product and device may hold blanks, as on phones with KaiOS (`Nokia 8110 4G`); of the model adb
 * replaces them. The phone's own words stand between those of the server, so they can take the place of neither.
 */
const LINE = new RegExp(
  `^(?<serial>.*?)[ \\t](?<state>${WORD_STATES.join('|')}|no permissions(?<detail>.*?)|unknown)` +
    '(?: (?:usb:(?<usb>[^ ]*)|(?<path>\\d+-[\\d.]+)))?' +
    '(?: product:(?<product>.*?) model:(?<model>[^ ]*) device:(?<device>.*?))?' +
    '(?: transport_id:(?<transport>[^ ]*))?$',
  'i',
);

const TCP_SERIAL = /^(\[[0-9a-f:]+\]|[^\s:/]+):(\d{1,5})$/i;

/** The seat that a serial itself names: `host:port` for adb over TCP, the console port for an emulator. */
function portFromSerial(serial: string): string | undefined {
  if (/^emulator-\d+$/.test(serial)) return `adb:${serial}`;
  const match = TCP_SERIAL.exec(serial);
  return match ? `tcp:${match[1]}:${match[2]}` : undefined;
}

function parseLine(line: string): Sighting | undefined {
  const groups = LINE.exec(line)?.groups;
  if (!groups) return undefined;
  const serial = (groups['serial'] ?? '').trim();
  const stateWord = (groups['state'] ?? '').toLowerCase();
  const state = (stateWord.startsWith('no permissions') ? 'no-permissions' : stateWord) as DeviceState;
  const handle = groups['transport'];
  const usb = groups['usb'] || groups['path'];
  const port = usb ? `usb:${usb}` : portFromSerial(serial);
  return {
    driver: 'adb',
    handle: handle && /^\d+$/.test(handle) ? handle : `serial:${serial}`,
    serial,
    state,
    ...(port === undefined ? {} : { port }),
    ...(state === 'no-permissions' ? { detail: stateWord } : {}),
    ...Object.fromEntries(
      ['product', 'model', 'device'].flatMap((key) => (groups[key] === undefined ? [] : [[key, groups[key]]])),
    ),
  };
}

/**
 * Total: a line that is not understood becomes a sighting in state `unknown`, so that a phone is never silently missing.
 * Chatter of the adb client (`* daemon …`, `adb server …`, `List of devices attached`) is not a phone.
 */
export function parseDeviceList(text: string): Sighting[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^(\* |adb server |List of devices)/.test(line))
    .map(
      (line) =>
        parseLine(line) ?? { driver: 'adb', handle: `line:${line}`, serial: '', state: 'unknown', detail: line },
    );
}
