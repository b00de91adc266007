import { Injectable } from '@nestjs/common';
import { isEstimated, isMissing, invariant } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { DrillDown, DrillDownDay } from '@busbar/pricing';
import { openPinned } from '../domain/pins';
import { Pinning } from '../runs/pinning.service';
import { RunsRepository } from '../runs/runs.repository';
import { InvoicesRepository } from './invoices.repository';

/** A day of a line, with how its intervals came about. */
export interface OpenedDay extends DrillDownDay {
  readonly estimated: number;
  readonly missing: number;
}

export interface OpenedLine extends Omit<DrillDown, 'days'> {
  readonly days: readonly OpenedDay[];
}

/** Opens an invoice line down to its intervals, from the pins and never from live readings. */
@Injectable()
export class DrillDowns {
  constructor(private readonly database: Database, private readonly invoices: InvoicesRepository, private readonly runs: RunsRepository, private readonly pinning: Pinning) {}

  /** One line of an invoice that the caller already saw. Joins the caller's scope; opened once a request. */
  async open(invoiceId: string, number: number): Promise<OpenedLine> {
    const opened = await this.database.loader('billing.drillDown', (keys) => this.openAll(keys)).load(`${invoiceId}#${number}`);
    invariant(opened, 'A line that was issued cannot be opened.');
    return opened;
  }

  private async openAll(keys: readonly string[]): Promise<Map<string, OpenedLine>> {
    const asked = keys.map((key) => key.split('#') as [string, string]);
    const invoices = await this.invoices.byIds([...new Set(asked.map(([id]) => id))]);
    const opened = new Map<string, OpenedLine>();
    for (const invoice of invoices.values()) {
      const kept = await this.runs.pinsOf(invoice.runItemId);
      invariant(kept, `The invoice ${invoice.id} has no pins.`);
      const input = await this.pinning.input(kept.pins);
      for (const [id, number] of asked) if (id === invoice.id) opened.set(`${id}#${number}`, described(openPinned(input, Number(number))));
    }
    return opened;
  }
}

const described = ({ days, ...line }: DrillDown): OpenedLine => ({
  ...line,
  days: days.map((day) => ({ ...day, estimated: day.intervals.filter(({ quality }) => isEstimated(quality) && !isMissing(quality)).length, missing: day.intervals.filter(({ quality }) => isMissing(quality)).length })),
});
