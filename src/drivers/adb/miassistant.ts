/**
 * Xiaomi's recovery in "Connect with MIAssistant": minadbd with text services of its own beside sideload. Each answers one
 * line and ends the stream (the open clients of it: github.com/offici5l/MiAssistantTool, miasst.c). Only these five are
 * ever opened; that recovery knows others which erase calibration data, and no name from outside reaches the transport.
 */
import { Fault } from '../../faults/fault.ts';
import type { MiAssistant } from '../driver.ts';

/** Longer than every answer that is known. */
const MAX_ANSWER = 200;

/** @param read opens a service of the phone and reads it to its end */
export function miAssistant(read: (service: string, signal: AbortSignal) => Promise<string>): MiAssistant {
  return {
    ask: async (question, signal) => {
      try {
        const line = (await read(`${question}:`, signal)).split(/[\r\n]/, 1)[0]?.trim() ?? '';
        return line === '' ? undefined : line.slice(0, MAX_ANSWER);
      } catch (error) {
        signal.throwIfAborted();
        // `closed`: this recovery does not know the service, as AOSP's does not.
        if (error instanceof Fault && error.code === 'DEVICE_REFUSED') return undefined;
        throw error;
      }
    },
    formatData: (signal) => read('format-data:', signal),
  };
}
