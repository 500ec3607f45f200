/** Who stands behind what is signed: the operator of the settings, or another person named by the options. */
import type { Command } from 'commander';
import type { Signatory } from '../certificate/about-certificate.ts';
import type { Organisation } from '../certificate/stated.ts';
import { Fault } from '../faults/fault.ts';
import type { Settings } from '../model/settings.ts';
import type { SettingsOptions } from './settings-options.ts';

export function organisationOf({ organisation, site, operator }: Settings): Organisation {
  const { id, name, title } = operator;
  return { organisation, site, operator: { id, name, ...(title === undefined ? {} : { title }) } };
}

/**
 * The person who signs beside the one who wiped. Another id takes another name with it, and leaves the title of the
 * settings behind: half of one person and half of another would be nobody.
 * @throws Fault `USAGE_ARGUMENT`
 */
export function personOf(
  options: SettingsOptions,
  settings: Settings,
  kid: string,
): { readonly person: Organisation; readonly signatory: Signatory } {
  const { operatorId, operatorName, operatorTitle } = options;
  if ((operatorId === undefined) !== (operatorName === undefined)) {
    throw new Fault('USAGE_ARGUMENT', '--operator-id and --operator-name belong together: they say who you are.');
  }
  const { operator, ...organisation } = organisationOf(settings);
  const { id, name } = settings.operator;
  const title = operatorId === undefined ? operator?.title : operatorTitle;
  return {
    person: { ...organisation, operator: { id, name, ...(title === undefined ? {} : { title }) } },
    signatory: { id, name, kid },
  };
}

export function withKeyOption(command: Command): Command {
  return command.option('--key <file>', 'your own private key (default: the key of this bench)');
}
