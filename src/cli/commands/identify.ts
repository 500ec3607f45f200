/** `wipebench identify`: who a phone is, out of a dump that somebody saved. No phone is needed, and none is touched. */
import { Command } from 'commander';
import { bestProfiles } from '../../decide/choose-profile.ts';
import { factView } from '../../decide/conditions.ts';
import { identify } from '../../decide/identify.ts';
import { Fault } from '../../faults/fault.ts';
import type { Fact } from '../../model/fact.ts';
import type { Identity } from '../../model/identity.ts';
import { loadProfiles } from '../../profiles/load.ts';
import { identityText } from '../../report/identity-text.ts';
import { type CommonOptions, withOutputOptions } from '../common-options.ts';
import { readListAs } from '../dump-format.ts';
import { openOutput } from '../output.ts';

interface IdentifyOptions extends CommonOptions {
  readonly props?: string;
  readonly getvar?: string;
  readonly profiles?: string;
}

async function readIdentity({ props, getvar }: IdentifyOptions): Promise<Identity> {
  const reading = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
  if (props !== undefined && getvar === undefined) {
    return identify({ props: reading(await readListAs(props, 'props')) });
  }
  if (getvar !== undefined && props === undefined) {
    return identify({ getvar: reading(await readListAs(getvar, 'getvar')) });
  }
  throw new Fault('USAGE_ARGUMENT', 'Pass either --props FILE or --getvar FILE; FILE may be - for standard input.');
}

/** True when a list was read and nothing in it says who the phone is. */
function tellsNothing(identity: Identity): boolean {
  const { maker, brand, model, deviceName, device, product, fingerprint, release, sdk, rom, variant } = identity;
  const facts = [maker, brand, model, deviceName, device, product, fingerprint, release, sdk, rom, variant];
  return identity.kind === 'unknown' && !facts.some((fact) => 'value' in fact);
}

/**
 * The profile that speaks for it; a tie is an error of the profiles, and then none is named. Nor is one for a list that
 * says nothing: the generic profile is for phones of unknown makers, not for what may be no phone at all.
 */
async function profileOf(identity: Identity, options: IdentifyOptions): Promise<string | null> {
  if (tellsNothing(identity)) return null;
  const state = options.props === undefined ? 'fastboot' : 'device';
  const view = factView({ identity, state, rootShell: 'no', preflight: [] });
  const [best, ...ties] = bestProfiles(await loadProfiles(options.profiles), view);
  return best && ties.length === 0 ? best.profile.id : null;
}

const known = <T>(fact: Fact<T>): T | null => ('value' in fact ? fact.value : null);
const said = (fact: Fact<string>): string => ('value' in fact ? fact.value : 'unknown');

/** Serial and IMEI stay out: the line is made to be handed on. */
function line(identity: Identity, profile: string | null): { readonly type: string } & Record<string, unknown> {
  const { storage, encryption } = identity;
  return {
    type: 'identity',
    maker: said(identity.maker),
    kind: identity.kind,
    model: said(identity.model),
    lock: said(identity.bootLock),
    confidence: identity.confidence,
    profile,
    why: identity.why,
    variant: known(identity.variant),
    rom: known(identity.rom),
    brand: known(identity.brand),
    deviceName: known(identity.deviceName),
    device: known(identity.device),
    product: known(identity.product),
    release: known(identity.release),
    sdk: known(identity.sdk),
    securityPatch: known(identity.securityPatch),
    buildType: known(identity.buildType),
    launchApiLevel: known(identity.launchApiLevel),
    verifiedBoot: known(identity.verifiedBoot),
    storage: { type: known(storage.type), bytes: known(storage.bytes) },
    encryption: { state: known(encryption.state), type: known(encryption.type), metadata: known(encryption.metadata) },
  };
}

async function run(options: IdentifyOptions): Promise<void> {
  const output = openOutput(options);
  const identity = await readIdentity(options);
  const profile = await profileOf(identity, options);
  if (!output.json) output.say(identityText(identity, profile));
  output.emit(line(identity, profile));
}

export function identifyCommand(): Command {
  const command = new Command('identify').description('who a phone is, out of a saved dump of its properties');
  return withOutputOptions(command)
    .option('--props <file>', 'what `adb shell getprop` printed; - is standard input')
    .option('--getvar <file>', 'what `fastboot getvar all` printed; - is standard input')
    .option('--profiles <folder>', 'further profiles beside those that are shipped')
    .addHelpText(
      'after',
      '\nExamples:\n  adb shell getprop | wipebench identify --props -\n  fastboot getvar all 2>&1 | wipebench identify --getvar - --json',
    )
    .action(run);
}
