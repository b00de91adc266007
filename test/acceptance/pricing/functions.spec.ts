import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { money, MJ_PER_WH, moneyText, type Money, parseMoney, quality, scaledText, sumMoney } from '@busbar/kernel';
import { marketplaceSplit, rate, readRatingDocument, type RatedInvoice } from '@busbar/pricing';
import { rebill } from '../../../libs/billing/src/domain/rebill';
import { settle } from '../../../libs/billing/src/domain/settlement';
import { foldCounter } from '../../../libs/metering/src/domain/counter';
import { estimateLinear } from '../../../libs/metering/src/domain/estimation';

/** The worked examples that are no rating: pure functions of the contexts that own them. */
const example = <Inputs, Derived>(id: string): Example<Inputs, Derived> => JSON.parse(readFileSync(join(__dirname, 'functions', `${id}.json`), 'utf8')) as Example<Inputs, Derived>;
interface Example<Inputs, Derived> {
  readonly inputs: Inputs;
  readonly derived: Derived;
  readonly lines: readonly { readonly quantity: string; readonly amount: string }[];
  readonly tax_lines: readonly { readonly base: string; readonly amount: string }[];
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
}
const dollars = (text: string): Money => parseMoney(text, 'USD');

describe('the worked examples that are no rating', () => {
  it('E16a: after late data a credit note for the whole original and a new invoice', () => {
    const { inputs, lines, tax_lines: taxes, subtotal, tax, total } = example<{ readonly original_kwh: string; readonly corrected_kwh: string; readonly price: string; readonly tax: string }, never>('E16a');
    const rated = (kwh: string): RatedInvoice => rate(readRatingDocument({
      contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone: 'UTC', period: { from: '2026-04-01', to: '2026-05-01' }, tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [] }],
      terms: [{ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: inputs.price }], energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh } }], taxes: [{ code: 'tax', rate: inputs.tax }],
    }));
    const { creditNote, invoice, difference } = rebill(rated(inputs.original_kwh), rated(inputs.corrected_kwh));
    expect([creditNote, invoice].flatMap((document) => document.lines.map(({ quantity, amount }) => ({ quantity, amount: moneyText(amount) })))).toEqual(lines.map(({ quantity, amount }) => ({ quantity, amount })));
    expect([creditNote, invoice].flatMap(({ taxLines }) => taxLines.map(({ base, amount }) => [Number(base), moneyText(amount)]))).toEqual(taxes.map(({ base, amount }) => [Number(base), amount]));
    expect([difference.subtotal, difference.tax, difference.total].map(moneyText)).toEqual([subtotal, tax, total]);
  });

  it('E17: a counter becomes quarter-hours, its reset is marked, its blank dropped', () => {
    const { inputs, derived } = example<{ readonly samples_second_mj: readonly (readonly [number, number | string])[] }, { readonly interval_mj: readonly number[]; readonly interval_wh_6dp: readonly string[]; readonly total_kwh_3dp: string }>('E17');
    const { intervals, rejected } = foldCounter(inputs.samples_second_mj.map(([second, mj]) => ({ atMs: second * 1000, mj: BigInt(mj) })));
    const whole = intervals.filter((interval) => (interval.quality & quality.INCOMPLETE) === 0);
    expect(whole.map(({ energyMj }) => Number(energyMj))).toEqual(derived.interval_mj);
    expect(whole.map(({ energyMj }) => (Number(energyMj) / Number(MJ_PER_WH)).toFixed(6))).toEqual(derived.interval_wh_6dp);
    expect((whole.reduce((sum, { energyMj }) => sum + Number(energyMj), 0) / Number(MJ_PER_WH) / 1000).toFixed(3)).toBe(derived.total_kwh_3dp);
    expect(whole.map((interval) => (interval.quality & quality.RESET) !== 0)).toEqual([false, true, false]);
    expect(rejected).toEqual([{ atMs: 2_090_000, reason: 'BLANK' }]);
  });

  it('E18: the platform takes its fee of what is not passed through, the hosts share the rest', () => {
    const { inputs, derived } = example<Record<'pass_through' | 'energy_margin' | 'gpu' | 'fee_rate', string> & { readonly host_shares: readonly (readonly [string, string])[] }, { readonly invoice_net: string; readonly platform_fee: string; readonly host_total: string; readonly hosts_cents: readonly number[] }>('E18');
    const payees = inputs.host_shares.map(([organisationId, share]) => ({ organisationId, share }));
    const split = marketplaceSplit([inputs.pass_through, inputs.energy_margin, inputs.gpu].map((amount, index) => ({ amount: dollars(amount), passThrough: index === 0, payees })), 'A', inputs.fee_rate, 'USD');
    expect([split.net, split.platformFee, sumMoney(split.hosts.map(({ amount }) => amount), 'USD')].map(moneyText)).toEqual([derived.invoice_net, derived.platform_fee, derived.host_total]);
    expect(split.hosts.map(({ organisationId, amount }) => [organisationId, Number(amount.minor)])).toEqual(payees.map(({ organisationId }, index) => [organisationId, derived.hosts_cents[index]]));
  });

  it('E22: a gap of two hours is filled by a straight line, and scaled to the register', () => {
    const { inputs, derived } = example<{ readonly last_good: { readonly wh: number }; readonly next_good: { readonly wh: number }; readonly gap: readonly number[]; readonly register_delta_wh: number }, { readonly estimates_wh: readonly string[]; readonly scaled_mj: readonly number[] }>('E22');
    const [last, next] = [BigInt(inputs.last_good.wh) * MJ_PER_WH, BigInt(inputs.next_good.wh) * MJ_PER_WH];
    expect(estimateLinear(last, next, inputs.gap.length).map((mj) => scaledText(mj / MJ_PER_WH, 0))).toEqual(derived.estimates_wh);
    expect(estimateLinear(last, next, inputs.gap.length, BigInt(inputs.register_delta_wh) * MJ_PER_WH).map(Number)).toEqual(derived.scaled_mj);
  });

  it('E23: the tenant’s credit is used before any charge, and a deposit stays where it is', () => {
    const { inputs, derived } = example<Record<'invoice_total' | 'credit_balance' | 'deposit_held', string>, Record<'amount_due' | 'credit_after' | 'deposit_after', string>>('E23');
    const settled = settle(dollars(inputs.invoice_total), { credit: dollars(inputs.credit_balance), deposit: dollars(inputs.deposit_held) });
    expect([settled.amountDue, settled.creditAfter, settled.depositAfter].map(moneyText)).toEqual([derived.amount_due, derived.credit_after, derived.deposit_after]);
    expect([settled.charge, settled.creditApplied]).toEqual([false, money(1_994_895n, 'USD')]);
  });
});
