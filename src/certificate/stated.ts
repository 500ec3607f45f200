/** What the organisation states of a phone and of itself, in every document that is signed here. */
import type { Claims, Stated } from '../model/claims.ts';

export interface Organisation {
  readonly organisation?: string;
  readonly site?: string;
  readonly operator?: { readonly id: string; readonly name?: string; readonly title?: string };
}

export interface Asset {
  readonly propertyNumber?: string;
  readonly lot?: string;
  readonly customer?: string;
  readonly source?: string;
  readonly categoryBefore?: string;
  readonly categoryAfter?: string;
  readonly destination?: string;
}

/** Half a surrogate pair may be in no signed document; what is empty is not stated. */
export function stated(text: string | undefined): Stated {
  return text === undefined || text.trim() === '' ? { unavailable: 'not stated' } : text.toWellFormed();
}

export function assetClaims(asset: Asset): Claims['asset'] {
  return {
    propertyNumber: stated(asset.propertyNumber),
    lot: stated(asset.lot),
    customer: stated(asset.customer),
    source: stated(asset.source),
    categoryBefore: stated(asset.categoryBefore),
    categoryAfter: stated(asset.categoryAfter),
    destination: stated(asset.destination),
  };
}

export function operatorClaims({ operator, organisation, site }: Organisation): Claims['operator'] {
  return {
    id: stated(operator?.id),
    name: stated(operator?.name),
    title: stated(operator?.title),
    organisation: stated(organisation),
    site: stated(site),
  };
}
