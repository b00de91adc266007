import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type Instant, moneyText, type Money } from '@busbar/kernel';
import { Clock, Database, newId } from '@busbar/platform';
import { LedgerBoundError, LedgerKeyReusedError } from '../domain/ledger.errors';
import { ledgerPolicy } from '../domain/ledger-policy';
import { assertPosting, canonicalEntries, type Posting } from '../domain/posting';
import type { TrialBalanceRow } from '../domain/trial-balance';
import { type BalanceQuestion, LedgerRepository, type RecordedTransaction } from './ledger.repository';

/** The id under which a posting stands, and whether this call wrote it. */
export interface Posted {
  readonly transactionId: string;
  /** False where the key already stood with the same entries. */
  readonly written: boolean;
}

/** The books. Every economic event is posted once, in the transaction that changes its business state, as its last write. */
@Injectable()
export class Ledger {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly ledger: LedgerRepository) {}

  /**
   * Posts in the open transaction of the caller. The same key with the same entries answers the first transaction and
   * writes nothing.
   *
   * @throws LedgerKeyReusedError the key stands for other entries.
   * @throws LedgerBoundError a receivable, payable, deposit, credit, refund or unapplied balance would fall below zero.
   */
  async post(posting: Posting): Promise<Posted> {
    assertPosting(posting);
    const hash = createHash('sha256').update(canonicalEntries(posting.entries)).digest('hex');
    const id = newId('ledgerTransaction');
    if (!(await this.ledger.claim(id, posting, hash))) return this.repeated(posting.key, hash);
    await this.ledger.writeEntries(id, posting.entries);
    const broken = await this.ledger.brokenBound(id);
    if (broken) {
      const invoiceId = broken.subject.startsWith('inv_') ? { invoiceId: broken.subject } : {};
      throw new LedgerBoundError({ account: broken.account, currency: broken.currency, balance: moneyText(broken.balance), ...invoiceId });
    }
    return { transactionId: id, written: true };
  }

  /** Where an account stands now, on its normal side: positive is what its name says. Called in an open scope. */
  balance(question: BalanceQuestion): Promise<Money> {
    return this.ledger.balance(question);
  }

  /** What is still owed on each invoice (account 1100); an invoice that was never posted is absent. Called in an open scope. */
  receivables(invoiceIds: readonly string[]): Promise<Map<string, Money>> {
    return this.ledger.receivables(invoiceIds);
  }

  /** Every account that was posted to by `asOf` (business time, now by default), as it was known by `knownBy` (wall time). Staff only. */
  trialBalance(actor: Actor, asOf: Instant | null = null, knownBy: Instant | null = null): Promise<TrialBalanceRow[]> {
    authorise(ledgerPolicy.trialBalance, actor, undefined);
    return this.database.read(actor, () => this.ledger.trialBalance(asOf ?? this.clock.now(), knownBy));
  }

  /** The transactions that name an invoice, oldest first. Staff only. */
  transactionsOf(actor: Actor, invoiceId: string, first: number, after: string | null): Promise<RecordedTransaction[]> {
    authorise(ledgerPolicy.transactions, actor, undefined);
    return this.database.read(actor, () => this.ledger.ofInvoice(invoiceId, first, after));
  }

  private async repeated(key: string, hash: string): Promise<Posted> {
    const first = await this.ledger.headOf(key);
    if (!first || first.entriesHash !== hash) throw new LedgerKeyReusedError({ key, transactionId: first?.id ?? '' });
    return { transactionId: first.id, written: false };
  }
}
