/** How a phone that is on no cable is named: what stands on its label, typed by a person. */
import { type Command, Option } from 'commander';
import type { TypedPhone } from '../decide/by-hand-plan.ts';
import { Fault } from '../faults/fault.ts';
import type { Kind } from '../model/identity.ts';

/** Kinds that a person can tell by looking. `virtual` is for trying it out, and is marked on the document. */
const TYPED_KINDS: readonly Kind[] = ['phone', 'tablet', 'kaios', 'other', 'virtual'];

export interface TypedPhoneOptions {
  readonly imei?: readonly string[];
  readonly serial?: string;
  readonly maker?: string;
  readonly model?: string;
  readonly kind?: Kind;
}

const collect = (imei: string, before: readonly string[] = []) => [...before, imei];

export function withTypedPhoneOptions(command: Command): Command {
  return command
    .option('--imei <digits>', 'IMEI from the label, 15 digits; again for a second one', collect)
    .option('--serial <serial>', 'serial from the label')
    .option('--maker <name>', 'who made it')
    .option('--model <name>', 'which model it is')
    .addOption(new Option('--kind <kind>', 'what it is').choices(TYPED_KINDS));
}

export function typedPhone(options: TypedPhoneOptions): TypedPhone {
  const { imei = [], serial, maker, model, kind = 'phone' } = options;
  return {
    kind,
    imeis: imei.map((text) => text.replace(/[\s-]/g, '')),
    ...(serial === undefined ? {} : { serial: serial.trim() }),
    ...(maker === undefined ? {} : { maker }),
    ...(model === undefined ? {} : { model }),
  };
}

/**
 * A phone on the cable tells who it is; what is typed beside it would be compared with nothing.
 * @throws Fault `USAGE_ARGUMENT`
 */
export function demandNoTypedPhone(options: TypedPhoneOptions & { readonly profile?: string }): void {
  const { imei, serial, maker, model, kind, profile } = options;
  const given = Object.entries({ imei, serial, maker, model, kind, profile }).find(([, value]) => value !== undefined);
  if (given) throw new Fault('USAGE_ARGUMENT', `--${given[0]} is for --by-hand, where no phone can tell it.`);
}
