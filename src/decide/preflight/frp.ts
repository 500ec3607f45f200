/**
 * Accounts, and the protection that asks for them after a reset. The setting `secure_frp_mode` is written by the
 * persistent data block service and by the set-up wizard; it moved from the secure to the global settings.
 */
import { accountsPresent } from '../accounts.ts';
import { parseTradeIn } from '../trade-in.ts';
import type { Check, View, Witness } from './check.ts';
import { variable } from './property.ts';
import { allNo, anyNo, heard, heardAll } from './witness.ts';

const FIRST_ENFORCED_SDK = 35;

function setting(text: string): boolean | undefined {
  const value = text.trim();
  return value === '1' ? true : /^(0|null)$/.test(value) ? false : undefined;
}

/**
 * PersistentDataBlockService.java of Android 15 and later, printFrpStatus. Builds that say `Uid N not allowed` let a shell
 * ask while the protection is active, so that their refusal is a no. Builds that say `uid N` refuse always.
 */
function block(view: View): Witness {
  const { sdk } = view.identity;
  const enforced = 'value' in sdk && sdk.value >= FIRST_ENFORCED_SDK;
  return heardAll(view, 'frp-block', (text, stderr, exitCode) => {
    if (/^FRP state: true$/m.test(text)) return true;
    if (/^FRP state: false$/m.test(text))
      return exitCode === 0 && /^Enforcement enabled: true$/m.test(text) ? false : undefined;
    return enforced && /\bUid \d+ not allowed to access PDB\b/.test(`${text}\n${stderr}`) ? false : undefined;
  });
}

export const FRP_CHECKS: readonly Check[] = [
  {
    code: 'ACCOUNTS_PRESENT',
    severity: 'warns',
    readings: ['accounts'],
    look: (view) => heard(view, 'accounts', accountsPresent),
    words: {
      yes: 'Accounts are signed in: after most wipes the phone asks for that account (factory reset protection stays).',
      no: 'No account is signed in.',
      unknown: 'Whether accounts are signed in is not known; the phone may ask for one after the wipe.',
    },
    action: 'Have the owner remove the accounts in Settings first, if the phone is to be sold.',
  },
  {
    code: 'FRP_ACTIVE',
    severity: 'warns',
    readings: ['secure-frp-mode', 'secure-frp-mode-old', 'frp-block'],
    look: (view) =>
      anyNo(
        allNo(heard(view, 'secure-frp-mode', setting), heard(view, 'secure-frp-mode-old', setting)),
        block(view),
        heard(view, 'trade-in', (text) => parseTradeIn(text)?.factoryResetProtection),
        // Motorola's boot loaders.
        variable(view, 'frp-state', (value) =>
          /^no protection\b/i.test(value) ? false : /^protected\b/i.test(value) ? true : undefined,
        ),
      ),
    words: {
      yes: 'Factory reset protection is active now; no wipe lifts it.',
      no: 'Factory reset protection is not active now.',
      unknown: 'Whether factory reset protection is active is not known.',
    },
    action: 'Only the owner of the account can lift it, or the maker with a proof of purchase.',
  },
];
