import { Injectable } from '@nestjs/common';
import { type Actor, compare, decimal, InvalidInputError, rational } from '@busbar/kernel';
import { expectedIndexPerMwh, expectedPerMwhElsewhere } from '@busbar/marketplace';
import { Database } from '@busbar/platform';
import type { Simulation } from '@busbar/pricing';
import { Contracts } from '../contracts/contracts.service';
import { indicesOf, type ShadowAssumptions, shadowInvoiceOf } from '../domain/shadow-invoice';
import { ContractFacts } from '../reviews/contract-facts.service';

/** What the reader assumes instead of full load, the design PUE and the expected mean of each index. */
export interface AskedAssumptions {
  readonly loadFactor?: string;
  readonly pue?: string;
  readonly indexPerMwh?: Readonly<Record<string, string>>;
}

export interface ShadowInvoice {
  readonly contractId: string;
  /** The version that was simulated. */
  readonly sha256: string;
  readonly assumed: ShadowAssumptions;
  readonly simulation: Simulation;
}

/** Twelve months of a contract as they would be billed, also before anyone has signed. */
@Injectable()
export class ShadowInvoices {
  constructor(private readonly database: Database, private readonly contracts: Contracts, private readonly facts: ContractFacts) {}

  /** For whoever may see the contract. Throws INPUT_INVALID for a load above 1, a PUE below 1 or an index that the terms do not name. */
  of(actor: Actor, contractId: string, asked: AskedAssumptions): Promise<ShadowInvoice> {
    return this.database.read(actor, async () => {
      const { sha256 } = await this.contracts.get(actor, contractId);
      const terms = await this.contracts.termsOf(contractId);
      const indices = indicesOf(terms.prices);
      checkAssumptions(asked, indices);
      const assumed: ShadowAssumptions = {
        loadFactor: asked.loadFactor ?? '1',
        pue: asked.pue ?? (await this.facts.ofTerms(terms)).designPue ?? '1',
        indexPerMwh: Object.fromEntries(indices.map((id) => [id, asked.indexPerMwh?.[id] ?? expectedIndexPerMwh[id] ?? expectedPerMwhElsewhere])),
      };
      return { contractId, sha256, assumed, simulation: shadowInvoiceOf(contractId, terms, assumed) };
    });
  }
}

function checkAssumptions({ loadFactor, pue, indexPerMwh = {} }: AskedAssumptions, indices: readonly string[]): void {
  const one = rational(1n);
  if (loadFactor !== undefined && (compare(decimal(loadFactor), rational(0n)) <= 0 || compare(decimal(loadFactor), one) > 0))
    throw new InvalidInputError({ path: 'assumptions.loadFactor', given: loadFactor, expected: 'above 0 and at most 1' });
  if (pue !== undefined && (compare(decimal(pue), one) < 0 || compare(decimal(pue), rational(3n)) > 0)) throw new InvalidInputError({ path: 'assumptions.pue', given: pue, expected: 'from 1 to 3' });
  const stray = Object.keys(indexPerMwh).find((id) => !indices.includes(id));
  if (stray !== undefined) throw new InvalidInputError({ path: 'assumptions.indices', given: stray, expected: indices.length === 0 ? 'no index: the terms name none' : indices.join(' or ') });
}
