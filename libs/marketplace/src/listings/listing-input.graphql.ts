/** What a host writes, as the domain's values. */
import { decimal, InvalidInputError, isCurrency, parseKw, type Currency } from '@busbar/kernel';
import type { GpuCluster } from '@busbar/capacity';
import { ListingProductMismatchError } from '../domain/listing.errors';
import { quantityOf, type Quantity } from '../domain/product';
import { priceTermsOf } from '../prices/price-terms.graphql';
import type { CreateListingInput } from './listings.graphql';
import type { NewListing } from './listings.service';

export function currencyFrom(text: string, path = 'currency'): Currency {
  if (!isCurrency(text)) throw new InvalidInputError({ path, given: text, expected: 'a currency that Busbar settles in, such as USD' });
  return text;
}

/** Whole GPUs or kW to the watt, in the unit of the product. */
export function amountFrom(text: string, path: string, countsGpus: boolean): bigint {
  if (!countsGpus) return parseKw(text, path);
  const value = decimal(text);
  if (value.d !== 1n) throw new InvalidInputError({ path, given: text, expected: 'a whole number of GPUs' });
  return value.n;
}

/** kW or GPUs, whichever the product is counted in; the other is refused. `wPerGpu` is null where no cluster is named. */
export function quantityFrom(input: { readonly quantityKw?: string | null; readonly gpus?: number | null }, countsGpus: boolean, wPerGpu: bigint | null): Quantity {
  if (!countsGpus) {
    if (input.gpus != null) throw new ListingProductMismatchError({ path: 'gpus', given: input.gpus, expected: 'no GPUs: the tenant brings its own' });
    if (input.quantityKw == null) throw new ListingProductMismatchError({ path: 'quantityKw', given: null, expected: 'a number of kW' });
    return { powerW: parseKw(input.quantityKw, 'quantityKw'), gpus: null };
  }
  if (input.quantityKw != null) throw new ListingProductMismatchError({ path: 'quantityKw', given: input.quantityKw, expected: 'no kW: the cluster knows the kW of its GPUs' });
  if (input.gpus == null) throw new ListingProductMismatchError({ path: 'gpus', given: null, expected: 'a number of GPUs' });
  if (wPerGpu === null) throw new ListingProductMismatchError({ path: 'gpuClusterId', given: null, expected: 'a GPU cluster installed in the hall' });
  return quantityOf(BigInt(input.gpus), wPerGpu);
}

export function newListingOf(input: CreateListingInput, cluster: GpuCluster | null): NewListing {
  const countsGpus = input.product === 'GPU_CLUSTER';
  const quantity = quantityFrom(input, countsGpus, cluster?.wattsPerGpu ?? null);
  const whole = quantity.gpus === null ? quantity.powerW : BigInt(quantity.gpus);
  const minimum = input.minimumLot == null ? whole : amountFrom(input.minimumLot, 'minimumLot', countsGpus);
  const { kind, curtailableHours, noticeMinutes, retainedPercent } = input.firmness;
  return {
    product: input.product, hallId: input.hallId, clusterId: countsGpus ? (input.gpuClusterId ?? null) : null, title: input.title.trim(), description: (input.description ?? '').trim(), quantity,
    lot: { minimum, increment: input.increment == null ? minimum : amountFrom(input.increment, 'increment', countsGpus) }, earliestStart: input.earliestStart,
    term: { minimumMonths: input.minimumTermMonths, maximumMonths: input.maximumTermMonths },
    firmness: { kind, curtailableHours, noticeMinutes, retainedPercent: retainedPercent ?? (kind === 'FIRM' ? 100 : 0) }, currency: currencyFrom(input.currency),
    terms: priceTermsOf(input.priceTerms, input.earliestStart, cluster?.model ?? null), depositMonths: input.depositMonths, visibleTo: input.visibleTo ?? [],
    priceJustification: input.priceJustification?.trim() ?? null,
  };
}
