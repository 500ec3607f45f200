/** Who a phone is, for people: what is known with its source, what is not known with the reason. No serial, no IMEI. */
import chalk from 'chalk';
import type { Fact } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';
import { plainText } from './terminal-text.ts';
import { bytesText } from './units.ts';

const VALUE = 44;
const REASON = 90;

function row(
  name: string,
  fact: Fact<string | number | boolean>,
  shown = (value: string | number | boolean) => String(value),
): string {
  const title = name.padEnd(14);
  if (!('value' in fact)) return `  ${title}${chalk.dim(`unknown: ${plainText(fact.unavailable, REASON)}`)}`;
  return `  ${title}${plainText(shown(fact.value), VALUE).padEnd(28)} ${chalk.dim(plainText(fact.source, REASON))}`;
}

const CONFIDENCE = { high: chalk.green, medium: chalk.yellow, low: chalk.red };

/** @param profile id of the profile that speaks for it, or null when none does */
export function identityText(identity: Identity, profile: string | null): string {
  const { storage, encryption } = identity;
  const kind = { value: identity.kind, source: '' };
  return [
    row('maker', identity.maker),
    row('model', identity.model),
    row('sold as', identity.deviceName),
    row('brand', identity.brand),
    row('code name', identity.device),
    row('kind', identity.kind === 'unknown' ? { unavailable: identity.why[0] ?? 'nothing is told' } : kind),
    ...('value' in identity.variant ? [row('variant', identity.variant)] : []),
    ...('value' in identity.rom ? [row('system', identity.rom)] : []),
    row('Android', identity.release),
    row('API level', identity.sdk),
    row('patch level', identity.securityPatch),
    row('build', identity.buildType),
    row('launched with', identity.launchApiLevel, (level) => `API level ${level}`),
    row('boot loader', identity.bootLock),
    row('verified boot', identity.verifiedBoot),
    row('storage', storage.type),
    row('user data', storage.bytes, (bytes) => bytesText(Number(bytes))),
    row('encryption', encryption.state),
    row('encrypted by', encryption.type),
    '',
    `  ${'profile'.padEnd(14)}${profile === null ? chalk.dim('none speaks for it') : plainText(profile)}`,
    `  ${'confidence'.padEnd(14)}${CONFIDENCE[identity.confidence](identity.confidence)}`,
    ...identity.why.map((why, index) => `  ${(index === 0 ? 'because' : '').padEnd(14)}${plainText(why, 160)}`),
  ].join('\n');
}
