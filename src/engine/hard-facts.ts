/** What a phone that came back says of itself, by whatever way its present mode offers. */
import { parseGetprop } from '../decide/getprop.ts';
import { identify } from '../decide/identify.ts';
import { parseMiAssistant } from '../decide/miassistant-answers.ts';
import type { HardFacts } from '../decide/same-phone.ts';
import { parseTradeIn } from '../decide/trade-in.ts';
import type { Fastboot, Session } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import { readingText } from '../model/readings.ts';
import { ask, askAll } from './ask.ts';
import { fastbootReading } from './fastboot-reading.ts';
import { miassistantReading } from './quiet-modes.ts';

async function rescueProperty(session: Session, name: string, signal: AbortSignal): Promise<string> {
  if (!session.rescueGetprop) return '';
  try {
    return await session.rescueGetprop(name, signal);
  } catch (error) {
    signal.throwIfAborted();
    asFault(error);
    return '';
  }
}

async function miassistantFacts(session: Session, signal: AbortSignal): Promise<HardFacts> {
  const reading = readingText({ miassistant: await miassistantReading(session, signal) }, 'miassistant');
  const { device, sn } = parseMiAssistant('text' in reading ? reading.text : '');
  return {
    ...(device === undefined ? {} : { marketDevice: device }),
    ...(sn === undefined ? {} : { chipNumber: sn }),
  };
}

/**
 * Never the product: it is the name of the chip on some phones, and the code name of a sister model on others. lk2nd, a
 * boot loader of another origin, tells another serial than the phone's own.
 */
async function fastbootFacts(fastboot: Fastboot, signal: AbortSignal): Promise<HardFacts> {
  const getvar = await fastbootReading(fastboot, signal);
  const { serial, imeis } = identify({ getvar });
  const foreign = /\blk2nd\b/.test('stdout' in getvar ? getvar.stdout : '');
  return {
    ...('value' in serial && !foreign ? { bootSerial: serial.value } : {}),
    ...('value' in imeis ? { imeis: imeis.value } : {}),
  };
}

export async function hardFacts(session: Session, signal: AbortSignal): Promise<HardFacts> {
  if (session.rescueGetprop) {
    const device = await rescueProperty(session, 'ro.product.device', signal);
    return device === '' ? {} : { device };
  }
  if (session.miassistant) return miassistantFacts(session, signal);
  if (session.fastboot) return fastbootFacts(session.fastboot, signal);
  if (!session.shell) return {};
  const readings = await askAll(session, ['props', 'imei'], signal);
  const props = readingText(readings, 'props');
  if ('text' in props && parseGetprop(props.text).size > 0) {
    const identity = identify(readings);
    return {
      ...('value' in identity.serial ? { serial: identity.serial.value } : {}),
      ...('value' in identity.imeis ? { imeis: identity.imeis.value } : {}),
      ...('value' in identity.device ? { device: identity.device.value } : {}),
    };
  }
  const tradeIn = readingText({ 'trade-in': await ask(session, 'trade-in', signal) }, 'trade-in');
  return ('text' in tradeIn && parseTradeIn(tradeIn.text)) || {};
}
