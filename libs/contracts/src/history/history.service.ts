import { Injectable } from '@nestjs/common';
import { type Actor, seesEverything } from '@busbar/kernel';
import { AuditTrail, Database, type PublishedEvent } from '@busbar/platform';
import type { Contract } from '../domain/contract';

/** What happens between submission and decision is staff's own. */
const staffOnly: ReadonlySet<string> = new Set(['contract.review_item.settled']);

/** What happened to a contract, from the audit trail. */
@Injectable()
export class History {
  constructor(private readonly database: Database, private readonly trail: AuditTrail) {}

  /** Oldest first, one more than `first`. The contract was read in the actor's sight. */
  page(actor: Actor, contract: Contract, first: number, afterSequence: number): Promise<PublishedEvent[]> {
    return this.database.read(actor, async () => {
      const found: PublishedEvent[] = [];
      for (let after = afterSequence, more = true; more && found.length <= first; ) {
        const events = await this.trail.ofSubject(contract.id, first + 1, after);
        found.push(...events.filter(({ type }) => seesEverything(actor) || !staffOnly.has(type)));
        after = events.at(-1)?.sequence ?? after;
        more = events.length > first;
      }
      return found.slice(0, first + 1);
    });
  }
}
