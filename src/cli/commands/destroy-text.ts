/** A destroy record in words: first what it is and what it is not. */
import type { PresentedDestroyRecord } from '../../model/destroy-record.ts';
import { plainText } from '../../report/terminal-text.ts';
import { fieldWords as words } from './field-words.ts';

/** Nothing in it can move the cursor. */
export function destroyLines(record: PresentedDestroyRecord): string {
  const { phone, asset, destruction, operator, witness } = record;
  const { particleMillimetres } = destruction;
  const rows: (readonly [string, string])[] = [
    ['Statement', record.statement],
    ['Kind', record.simulated ? `${phone.kind.toUpperCase()} - SIMULATED, no real phone` : phone.kind],
    ['Phone', `${words(phone.maker)} ${words(phone.model)}`],
    ['Serial', words(phone.serial)],
    ['IMEI', words(phone.imeis)],
    ['Property', words(asset.propertyNumber)],
    ['Lot', words(asset.lot)],
    ['Destroyed by', destruction.technique],
    ['Particles', 'value' in particleMillimetres ? `${particleMillimetres.value} mm` : words(particleMillimetres)],
    ['In words', destruction.words],
    ['Why', words(destruction.reason)],
    ['Where', words(destruction.facility)],
    ['When', words(destruction.on)],
    ['Witness', words(witness.name)],
    ['Operator', `${words(operator.id)}, ${words(operator.name)}, ${words(operator.title)}`],
    ['For', `${words(operator.organisation)}, ${words(operator.site)}`],
    ...record.photos.map(({ name, bytes, sha256 }) => ['Photo', `${name}, ${bytes} bytes, SHA-256 ${sha256}`] as const),
    ['Record', `${record.id}, issued ${record.issuedAt}`],
  ];
  const mark = record.simulated ? 'SIMULATED - ' : '';
  return [
    `Document: ${mark}DESTROY RECORD, no certificate of erasure. It says what a person states; nothing was measured.`,
    ...rows.map(([title, text]) => `${title.padEnd(12)} ${plainText(text, 600)}`),
  ].join('\n');
}
