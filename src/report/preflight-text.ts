/**
 * What was found before the wipe, for people: what the operator should read stands in full, line by line; what is as it
 * should be is one line, so that it hides nothing. All of it is in `--json`, in the journal and on the certificate.
 */
import chalk from 'chalk';
import type { PreflightCode, PreflightItem } from '../model/preflight.ts';
import { plainText } from './terminal-text.ts';

const MARKS = { blocks: chalk.red('✗'), warns: chalk.yellow('!'), info: chalk.dim('·') };

const SHORT: Readonly<Record<PreflightCode, string>> = {
  ACCOUNTS_PRESENT: 'accounts',
  FRP_ACTIVE: 'factory reset protection',
  DEVICE_MANAGED: 'management',
  FINANCE_LOCK: 'lenders',
  WORK_PROFILE: 'work profile',
  SEVERAL_USERS: 'users',
  SCREEN_LOCK_SET: 'screen lock',
  SD_CARD_PRESENT: 'memory card',
  SD_CARD_ADOPTED: 'adopted card',
  SIM_PRESENT: 'SIM',
  ESIM_PRESENT: 'eSIM',
  BATTERY_LOW: 'battery',
  UPDATE_PENDING: 'pending update',
  DSU_ACTIVE: 'dynamic system update',
  STORAGE_UNENCRYPTED: 'encryption',
  OEM_UNLOCK_ALLOWED: 'OEM unlocking',
  BOOTLOADER_UNLOCKED: 'boot loader',
  FRAMEWORK_DELETES_KEYS: 'deletion of keys',
  TEST_HARNESS_ON: 'test harness mode',
  ROOTED: 'root',
};

/** Nothing to see, and known: a `no`. A `yes` of any severity, and everything unknown, is shown. */
const quiet = (item: PreflightItem) => item.state === 'no' && item.severity === 'info';

/** So many that are not known, as in a boot loader, share a line: one by one they would hide what is known. */
const MANY = 6;

/** Lines without indentation; the gravest first. */
export function preflightLines(items: readonly PreflightItem[]): string[] {
  const order: readonly PreflightItem['severity'][] = ['blocks', 'warns', 'info'];
  const unknown = items.filter((item) => item.state === 'unknown' && item.severity !== 'blocks');
  const many = unknown.length > MANY;
  const inFull = items.filter((item) => !quiet(item) && !(many && unknown.includes(item)));
  const shown = order.flatMap((severity) => inFull.filter((item) => item.severity === severity));
  const fine = items.filter(quiet).map(({ code }) => SHORT[code]);
  return [
    ...shown.map(({ severity, text, action }) => {
      const next = action === undefined ? '' : ` ${plainText(action, 300)}`;
      return `${MARKS[severity]} ${plainText(text, 300)}${next}`;
    }),
    ...(many ? [`${MARKS.warns} The phone does not tell: ${unknown.map(({ code }) => SHORT[code]).join(', ')}.`] : []),
    ...(fine.length === 0 ? [] : [chalk.dim(`nothing to note about: ${fine.join(', ')}`)]),
  ];
}
