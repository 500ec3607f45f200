/** `wipebench validate`: the decision that no program can make (NIST SP 800-88 Rev. 2, 4.5.2). */
import { Command, Option } from 'commander';
import { Fault } from '../../faults/fault.ts';
import { DECISIONS, REMEDIES } from '../../model/validation.ts';
import { withOutputOptions } from '../common-options.ts';
import { type MakeValidation, makeValidation } from '../make-validation.ts';
import { withPassphraseOptions } from '../passphrase-options.ts';
import { withKeyOption } from '../person.ts';
import { type StationRunOptions, withStationTools } from '../run-tools.ts';
import { withSettingsOptions } from '../settings-options.ts';
import { freeText } from '../typed-values.ts';

interface ValidateOptions extends StationRunOptions, MakeValidation {}

const collect = (path: string, before: string[] = []) => [...before, path];

function demandSense({ decision, remedy, acceptResidualRisk }: ValidateOptions): void {
  if (decision === 'rejected' && remedy === undefined) {
    throw new Fault('USAGE_ARGUMENT', `Say with --remedy what becomes of the phone: ${REMEDIES.join(', ')}.`);
  }
  if (decision === 'approved' && remedy !== undefined) {
    throw new Fault('USAGE_ARGUMENT', '--remedy is for what is rejected; what needs a remedy is not approved.');
  }
  if (decision === 'rejected' && acceptResidualRisk) {
    throw new Fault('USAGE_ARGUMENT', '--accept-residual-risk is for approving; a rejection accepts nothing.');
  }
}

async function validate(options: ValidateOptions): Promise<void> {
  demandSense(options);
  await withStationTools(options, (tools) => makeValidation(options, tools));
}

export function validateCommand(): Command {
  const command = new Command('validate').description(
    "sign a person's decision to accept or reject what a certificate says; never by the one who wiped",
  );
  return withKeyOption(withPassphraseOptions(withSettingsOptions(withOutputOptions(command))))
    .requiredOption('--certificate <file|id>', 'the certificate, or its id in the ledger')
    .addOption(new Option('--decision <decision>', 'yours').choices(DECISIONS).makeOptionMandatory())
    .requiredOption('--rationale <text>', 'why; at most 600 characters', freeText)
    .option('--sensitivity <text>', 'of the data that the phone held', freeText)
    .addOption(new Option('--remedy <remedy>', 'what becomes of a rejected phone').choices(REMEDIES))
    .option('--accept-residual-risk', 'approve an outcome that was not verified at the level asked for')
    .option('--trust <key>', 'public key of who signed the certificate; may be repeated', collect)
    .option('--yes', 'no question')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench validate --certificate phone.cert --decision approved --rationale "Level and grounds are in order" \\\n' +
        '    --key grace.key --operator-id op-9 --operator-name "Grace Example"\n' +
        '  wipebench validate --certificate 018d3f00-0000-7000-8000-000000000001 --decision rejected \\\n' +
        '    --rationale "Check found pictures" --remedy destroy --key grace.key --operator-id op-9 --operator-name "Grace Example"',
    )
    .action(validate);
}
