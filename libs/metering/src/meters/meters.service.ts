import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, authorise, before, type Instant, InvalidInputError, NotFoundError, scaledText } from '@busbar/kernel';
import { Halls, Sites } from '@busbar/capacity';
import { type Contract, type ContractState, Contracts } from '@busbar/contracts';
import { Database, newId, Outbox } from '@busbar/platform';
import { type Meter, type MeterAssignment, meterFacts, type MeterKind, type MeterRole, overlap, parseShare, promisedShare, WHOLE_SHARE } from '../domain/meter';
import { ContractNotBindingError, MeterAlreadyAssignedError, MeterElsewhereError, MeterOverassignedError } from '../domain/metering.errors';
import { meteringPolicy } from '../domain/metering-policy';
import { MetersRepository } from './meters.repository';

/** What a host says of a new meter. */
export interface NewMeter {
  readonly siteId: string;
  readonly hallId: string | null;
  readonly kind: MeterKind;
  readonly name: string;
  readonly serial: string | null;
  readonly ratedKw: string;
}

/** What a meter shall count for. */
export interface NewAssignment {
  readonly meterId: string;
  readonly contractId: string;
  readonly trancheId: string;
  readonly role: MeterRole;
  /** Decimal text, more than 0 and at most 1. */
  readonly share: string;
  readonly from: Instant;
  readonly to: Instant | null;
}

const BINDING: readonly ContractState[] = ['SIGNED', 'EFFECTIVE', 'ACTIVE', 'SUSPENDED'];

@Injectable()
export class Meters {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly meters: MetersRepository,
    private readonly sites: Sites,
    private readonly halls: Halls,
    private readonly contracts: Contracts,
  ) {}

  /** A meter in the actor's sight: a host's own, and those that count for a tenant. Throws NotFoundError. */
  get(actor: Actor, id: string): Promise<Meter> {
    return this.database.read(actor, () => this.meters.get(actor, id));
  }

  /** Up to `limit + 1` meters in sight, by name. */
  list(actor: Actor, siteId: string | null, after: { readonly name: string; readonly id: string } | null, limit: number): Promise<readonly Meter[]> {
    return this.database.read(actor, () => this.meters.list(actor, siteId, after, limit + 1));
  }

  /** What a meter counts and counted for, as far as the actor may see it. */
  assignmentsOf(actor: Actor, meterId: string): Promise<readonly MeterAssignment[]> {
    return this.database.read(actor, () => this.meters.assignmentsOf(actor, [meterId]));
  }

  /** Adds a meter at one of the host's own sites. Throws NotFoundError for a site or hall that is not theirs. */
  add(actor: Actor, input: NewMeter): Promise<Meter> {
    return this.database.transaction(actor, async () => {
      authorise(meteringPolicy.add, actor, undefined);
      const site = await this.sites.get(actor, input.siteId);
      if (!actsFor(actor, site.hostId)) throw new NotFoundError('site', input.siteId);
      if (input.hallId !== null && (await this.halls.get(actor, input.hallId)).siteId !== site.id) throw new NotFoundError('hall', input.hallId);
      const facts = meterFacts(input);
      if (await this.meters.nameTaken(site.id, facts.name)) throw new InvalidInputError({ path: 'name', given: facts.name, expected: 'a name that no other meter of the site has' });
      const meter = await this.meters.add({ id: newId('meter'), hostId: site.hostId, siteId: site.id, hallId: input.hallId, kind: input.kind, ...facts });
      await this.outbox.publish({ type: 'meter.added', subject: meter.id, organisations: [meter.hostId], data: { siteId: meter.siteId, kind: meter.kind, name: meter.name, ratedW: meter.ratedW.toString() } });
      return meter;
    });
  }

  /**
   * Lets a meter count for a tranche of a contract that binds both sides, at the meter's own site. Throws
   * MeterOverassignedError where its shares in the role IT would exceed the whole at some moment.
   */
  assign(actor: Actor, input: NewAssignment): Promise<Meter> {
    return this.database.transaction(actor, async () => {
      const meter = await this.meters.get(actor, input.meterId);
      authorise(meteringPolicy.assign, actor, { meter });
      const shareMillionths = parseShare(input.share);
      if (input.to && !before(input.from, input.to)) throw new InvalidInputError({ path: 'to', given: input.to.toString(), expected: 'a time after from' });
      const contract = await this.bindingContract(actor, input, meter);
      await this.meters.lock(meter.number);
      const { id: contractId, hostId, tenantId } = contract;
      const { trancheId, role, from, to } = input;
      const wanted: MeterAssignment = { id: newId('meterAssignment'), meterId: meter.id, meterNumber: meter.number, hostId, tenantId, contractId, trancheId, role, shareMillionths, from, to };
      refuseTooMuch(await this.meters.assignmentsOf(actor, [meter.id]), wanted);
      await this.meters.assign(wanted);
      await this.outbox.publish({
        type: 'meter.assigned', subject: meter.id, organisations: [hostId, tenantId],
        data: { assignmentId: wanted.id, contractId, trancheId, role, share: scaledText(shareMillionths, 6), from: from.toString(), to: to?.toString() ?? null },
      });
      return meter;
    });
  }

  /** The contract, if it is the meter's host's, binds, and has the tranche at the meter's site. */
  private async bindingContract(actor: Actor, input: NewAssignment, meter: Meter): Promise<Contract> {
    const contract = await this.contracts.get(actor, input.contractId);
    if (contract.hostId !== meter.hostId) throw new NotFoundError('contract', input.contractId);
    const tranche = (await this.contracts.tranchesByIds([input.trancheId])).get(input.trancheId);
    if (tranche?.contractId !== contract.id) throw new NotFoundError('tranche', input.trancheId);
    if (!BINDING.includes(contract.state)) throw new ContractNotBindingError({ contractId: contract.id, state: contract.state });
    if (tranche.siteId !== meter.siteId) throw new MeterElsewhereError({ meterId: meter.id, trancheId: tranche.id });
    return contract;
  }
}

function refuseTooMuch(existing: readonly MeterAssignment[], wanted: MeterAssignment): void {
  const same = existing.find((one) => one.trancheId === wanted.trancheId && one.role === wanted.role && overlap(one, wanted));
  if (same) throw new MeterAlreadyAssignedError({ meterId: wanted.meterId, trancheId: wanted.trancheId, assignmentId: same.id });
  const free = WHOLE_SHARE - promisedShare(existing, wanted);
  if (wanted.shareMillionths > free && wanted.role === 'IT') throw new MeterOverassignedError({ meterId: wanted.meterId, free: scaledText(free, 6) });
}
