/** What the organisation knows about the phone and wants on its certificate. */
import type { Command } from 'commander';
import type { Asset } from '../certificate/stated.ts';

export interface AssetOptions {
  readonly assetTag?: string;
  readonly lot?: string;
  readonly customer?: string;
  readonly destination?: string;
}

export function withAssetOptions(command: Command): Command {
  return command
    .option('--asset-tag <text>', "the organisation's own number of the phone")
    .option('--lot <text>', 'lot or batch')
    .option('--customer <text>', 'whom the phone comes from')
    .option('--destination <text>', 'where it goes next');
}

export function assetOf(options: AssetOptions): Asset {
  return {
    ...(options.assetTag === undefined ? {} : { propertyNumber: options.assetTag }),
    ...(options.lot === undefined ? {} : { lot: options.lot }),
    ...(options.customer === undefined ? {} : { customer: options.customer }),
    ...(options.destination === undefined ? {} : { destination: options.destination }),
  };
}
