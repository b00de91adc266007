import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settle } from '@busbar/billing';
import { addMoney, moneyText, parseMoney, subtractMoney, zeroMoney, type Money } from '@busbar/kernel';
import { drawDown, type BillingPeriod, type RatedInvoice } from '@busbar/pricing';
import { engineSays, oracleSays, said } from '../../oracle/agreement';
import { dealOf, deals, firstYear, monthOf, periodsOf } from './first-year';

/**
 * Months have 744 hours, 720 where they have 30 days, 672 in February; March loses one hour and November gains one. Rent and energy of a
 * month stand on one invoice. Totals by month, in dollars:
 */
const byHand: Readonly<Record<string, readonly string[]>> = {
  /*
   * Rent 120,000 kW × 121.53 = 14,583,600, from July 200,000 × 121.53 = 24,306,000. Energy 120,000 × 0.8 × 0.040 = 3,840 an hour and a fifth of it,
   * 768, for the hall: 4,608 an hour, from July 7,680. Credit: half of the rent, 6 × 7,291,800 + 4 × 12,153,000 = 92,362,800; in November what is left of 95 m, 2,637,200.
   * January 14,583,600 − 7,291,800 + 744 × 4,608; November 24,306,000 − 2,637,200 + 721 × 7,680; December 24,306,000 + 744 × 7,680.
   */
  'corz-cwv-t1': [
    '10720152.00', '10388376.00', '10715544.00', '10609560.00', '10720152.00', '10609560.00', '17866920.00', '17866920.00', '17682600.00', '17866920.00', '27206080.00', '30019920.00',
  ],
  /*
   * From May: rent 40,000 kW × 154.17 = 6,166,800; from October half of 160,000 × 154.17 more, 12,333,600; from December all of it, 24,667,200. Energy 30,000 kW
   * × 0.045 = 1,350 an hour and a quarter of it (the PUE of 1.30 is capped at 1.25): 1,687.50; then 90,000 kW: 5,062.50; then 150,000 kW: 8,437.50.
   * May 6,166,800 + 744 × 1,687.50; October 18,500,400 + 744 × 5,062.50; November 721 hours; December 30,834,000 + 744 × 8,437.50; then January, February, March, April.
   */
  'wulf-fluidstack-cb34': [
    '7422300.00', '7381800.00', '7422300.00', '7422300.00', '7381800.00', '22266900.00', '22150462.50', '37111500.00', '37111500.00', '36504000.00', '37103062.50', '36909000.00',
  ],
  /*
   * Rent 168,000 × 148.81 = 25,000,080; 16 of 30 days of September: 13,333,376. Energy 134,400 kW × 0.035 × 1.3 = 6,115.20 an hour; September 16 × 24 = 384 hours.
   */
  'cifr-fluidstack-1': [
    '15681612.80', '29549788.80', '29409139.20', '29549788.80', '29549788.80', '29109494.40', '29543673.60', '29403024.00', '29549788.80', '29403024.00', '29549788.80', '29549788.80',
  ],
  /*
   * From August: rent 150,000 × 101.85 = 15,277,500; October 16 of 31 days of the second half more, 7,885,161.29; then 30,555,000. Tax: 6.25 % on half of it:
   * 477,421.88 (477,421.875); 723,833.17; 954,843.75.
   */
  'cifr-aws': [
    '15754921.88', '15754921.88', '23886494.46', '31509843.75', '31509843.75', '31509843.75', '31509843.75', '31509843.75', '31509843.75', '31509843.75', '31509843.75', '31509843.75',
  ],
  /*
   * From April 2027: rent 122,500 × 128.02 = 15,682,450; June 16 of 30 days of the second half more, 8,363,973.33; then 31,364,900. Net costs 610,000. Energy 98,000 kW
   * × 0.038 × 1.25 = 4,655 an hour: April 720, June 720 + 384, then twice the hours; February 2028 has 696.
   */
  'hut-riverbend': [
    '19644050.00', '19755770.00', '29795543.33', '38901540.00', '38901540.00', '38678100.00', '38901540.00', '38687410.00', '38901540.00', '38901540.00', '38454660.00', '38892230.00',
  ],
  /* Rent 133,000 × 150.38 = 20,000,540, in twelve months 240,006,480. Net costs 300,000. Energy 113,050 kW × 0.032 × 1.2 = 4,341.12 an hour, from April. */
  'glxy-cwv-p1': [
    '23426146.40', '23530333.28', '23426146.40', '23530333.28', '23530333.28', '23426146.40', '23530333.28', '23430487.52', '23530333.28', '23530333.28', '23217772.64', '23525992.16',
  ],
  /*
   * Rent 50,000 × 155.56 = 7,778,000: 5 of 31 days of October 2025, 1,254,516.13; from December twice, from July five times that. Energy 40,000 kW × 0.030 × 1.2 = 1,440 an
   * hour: 120 hours of October, 721 of November, then twice, then five times that.
   */
  'apld-cwv-250': [
    '1427316.13', '8816240.00', '17698720.00', '17698720.00', '17491360.00', '17695840.00', '17629600.00', '17698720.00', '17629600.00', '44246800.00', '44246800.00', '44074000.00',
  ],
  /* 19,000 GPUs × 2.91 = 55,290 an hour and phase: one from April, two from July, three from September, four from November. */
  'iren-msft': [
    '39808800.00', '41135760.00', '39808800.00', '82271520.00', '82271520.00', '119426400.00', '123407280.00', '159456360.00', '164543040.00', '164543040.00', '148619520.00', '164321880.00',
  ],
  /* Rent 4,000 × 135 = 540,000, from April 1,620,000. Energy 3,400 kW × 0.042 × 1.3 = 185.64 an hour, from April 556.92. */
  'hyperscale-michigan': [
    '678116.16', '664750.08', '677930.52', '2020982.40', '2034348.48', '2020982.40', '2034348.48', '2034348.48', '2020982.40', '2034348.48', '2021539.32', '2034348.48',
  ],
  /*
   * Peak hours are 16 on each of 22, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 23 weekdays. On peak: block 50,000 × 0.042 = 2,100 and 45,000 kW above it × 0.035 = 1,575 an
   * hour; off peak 95,000 × 0.035 = 3,325; adder 380 in every hour; add-ons 120,000. January 352 × 3,675 + 392 × 3,325 + 744 × 380 + 120,000.
   * July 368 × 2,100 + 364 × 1,575 + 376 × 3,325 + 740 × 380 + 120,000, less 4 × 50,000 × 0.035 = 7,000 for the block sold back and 380,000 kWh × 0.0045 = 1,710.
   */
  'rhodium-rockdale': [
    '2999720.00', '2721760.00', '2996015.00', '2910800.00', '2994120.00', '2910800.00', '2988790.00', '2994120.00', '2910800.00', '2999720.00', '2908905.00', '3005320.00',
  ],
  /*
   * Block 345,000 × 0.025 = 8,625, above it 15,000 × 0.030 = 450, charges 360,000 × 0.0012 = 432: 9,507 an hour. August 744 × 8,625 + 740 × 882, less
   * 4 × 345,000 × 0.030 = 41,400 for the block sold back and 1,440,000 kWh × 0.005 = 7,200.
   */
  'riot-rockdale': [
    '7073208.00', '6388704.00', '7063701.00', '6845040.00', '7073208.00', '6845040.00', '7073208.00', '7021080.00', '6845040.00', '7073208.00', '6854547.00', '7073208.00',
  ],
  /*
   * 4,850 kW × 0.0725 = 351.625 an hour, from April 7,760 × 0.0725 = 562.60. January 738 × 351.625 = 259,499.25, less 6 × 4,850 × 0.01 = 291; March 743 × 351.625 = 261,257.375.
   */
  'mining-hosting': [
    '259208.25', '236292.00', '261257.38', '405072.00', '418574.40', '405072.00', '418574.40', '418574.40', '405072.00', '418574.40', '405634.60', '418574.40',
  ],
};

const totals = (invoices: readonly RatedInvoice[]): readonly string[] => invoices.map(({ total }) => moneyText(total));
const linesOf = (invoice: RatedInvoice | undefined, code: string): readonly string[] => (invoice?.lines ?? []).filter((line) => line.code === code).map((line) => moneyText(line.amount));
const dollars = (text: string): Money => parseMoney(text, 'USD');
const sum = (amounts: readonly Money[]): Money => amounts.reduce(addMoney, zeroMoney('USD'));

describe('public deals of converted mining sites, as contracts', () => {
  it('are all here', () => expect(deals.map(({ id }) => id)).toEqual(Object.keys(byHand).sort()));

  it.each(Object.entries(byHand))('%s: its first year comes to what the hand computes', (id, expected) => {
    const year = firstYear(id);
    expect(totals(year.invoices)).toEqual(expected);
    expect(dollars(year.total)).toEqual(sum(expected.map(dollars)));
  });

  it.each(deals.map((deal) => [deal.id, deal] as const))('%s: a month of it as a rating document comes to the same, for the engine and for the oracle', (id, deal) => {
    const periods = periodsOf(deal, 12);
    // The month of the curtailment, where one is assumed; else the second.
    const month = Math.max(0, periods.findIndex(({ fromMs, toMs }) => deal.simulation.events?.some(({ from }) => Date.parse(from) >= fromMs && Date.parse(from) < toMs) ?? fromMs > (periods[0]?.fromMs ?? 0)));
    const credited = id === 'corz-cwv-t1' ? [{ termId: 'trm_capex', credited: '7291800.00' }] : [];
    const document = monthOf(deal, periods[month] as BillingPeriod, credited);
    const simulated = said(firstYear(id).invoices[month] as RatedInvoice);
    expect(engineSays(document)).toEqual(simulated);
    expect(oracleSays(document)).toEqual(simulated);
  });

  it('ask per kW-month what is published of them', () => {
    const published = JSON.parse(readFileSync(join(__dirname, 'deals.json'), 'utf8')) as readonly { readonly id: string; readonly criticalItMw: number; readonly usdPerKwMonth: number }[];
    const average = ['corz-cwv-t1', 'wulf-fluidstack-cb34', 'cifr-fluidstack-1', 'cifr-aws', 'apld-cwv-250'];
    for (const id of average) {
      const { simulation } = dealOf(id);
      const known = published.find((deal) => deal.id === id);
      expect([id, ...new Set(simulation.terms.flatMap((term) => (term.code === 'capacity.reserved' ? [Number(term.price)] : [])))]).toEqual([id, known?.usdPerKwMonth]);
      expect(simulation.tranches.reduce((kw, tranche) => kw + Number(tranche.segments[0]?.kw), 0)).toBe((known?.criticalItMw ?? 0) * 1000);
    }
  });

  it('Core Scientific credits at most half of each month’s fees, and in all what the tenant paid for', () => {
    const { invoices } = firstYear('corz-cwv-t1');
    const credits = invoices.map((invoice) => sum(linesOf(invoice, 'credit.capex').map(dollars)));
    invoices.forEach((invoice, month) => expect(-2n * (credits[month]?.minor ?? 0n)).toBeLessThanOrEqual(sum(linesOf(invoice, 'capacity.reserved').map(dollars)).minor));
    expect(moneyText(sum(credits))).toBe('-95000000.00');
    expect(moneyText(credits[10] as Money)).toBe('-2637200.00');
  });

  it('leases grow by 3 % on the first of the month after the anniversary, each tranche on its own', () => {
    const prices = (id: string, months: number): readonly (readonly string[])[] => firstYear(id, months).invoices.map((invoice) => invoice.lines.filter(({ code }) => code === 'capacity.reserved').map(({ unitPrice }) => unitPrice));
    const hut = prices('hut-riverbend', 16);
    // Since 1 April 2027: from 1 May 2028. Since 15 June 2027: from 1 July 2028.
    expect([hut[12], hut[13], hut[14], hut[15]]).toEqual([['128.02', '128.02'], ['131.8606', '128.02'], ['131.8606', '128.02'], ['131.8606', '131.8606']]);
    const wulf = prices('wulf-fluidstack-cb34', 19);
    expect([wulf[12], wulf[13], wulf[17], wulf[18]]).toEqual([['154.17', '154.17'], ['158.7951', '154.17'], ['158.7951', '154.17'], ['158.7951', '158.7951']]);
    // Since 15 September 2026: from 1 October 2027.
    expect(prices('cifr-fluidstack-1', 14).slice(12)).toEqual([['148.81'], ['153.2743']]);
  });

  it('what is passed through bears no fee of the platform, and rent does', () => {
    const [invoice] = firstYear('hut-riverbend').invoices;
    expect(invoice?.lines.filter((line) => !line.passThrough).map(({ code }) => code)).toEqual(['capacity.reserved']);
    expect(invoice?.lines.filter((line) => line.passThrough).map(({ code }) => code)).toEqual(['energy.index', 'energy.pue_overhead', 'charge.property_tax', 'charge.insurance', 'charge.maintenance']);
  });

  it('a landlord of modified gross bears what the PUE exceeds its cap by', () => {
    const [invoice] = firstYear('wulf-fluidstack-cb34').invoices;
    // 744 × 1,350 = 1,004,400 of energy; a quarter of it, not three tenths.
    expect([linesOf(invoice, 'energy.index'), linesOf(invoice, 'energy.pue_overhead')]).toEqual([['1004400.00'], ['251100.00']]);
  });

  it('blocks are sold back while a site is down, and the credit comes on top', () => {
    const july = firstYear('rhodium-rockdale').invoices[6];
    expect([linesOf(july, 'energy.block.on_peak'), linesOf(july, 'energy.block_below'), linesOf(july, 'credit.curtailment')]).toEqual([['772800.00'], ['-7000.00'], ['-1710.00']]);
    const august = firstYear('riot-rockdale').invoices[7];
    expect([linesOf(august, 'energy.block.base'), linesOf(august, 'energy.block_below'), linesOf(august, 'credit.curtailment')]).toEqual([['6417000.00'], ['-41400.00'], ['-7200.00']]);
  });
});

describe('what of the deals is settlement, not price', () => {
  /** The invoices of a year settled from the prepayment, one after the other. */
  function settled(id: string): { readonly drawn: readonly Money[]; readonly due: readonly Money[]; readonly left: Money } {
    const { settlement } = dealOf(id);
    if (settlement?.prepaid === undefined || !settlement.rule) throw new Error('Nothing is prepaid.');
    let left = dollars(settlement.prepaid);
    const [drawn, due]: [Money[], Money[]] = [[], []];
    for (const [month, { total }] of firstYear(id).invoices.entries()) {
      const step = drawDown(left, total, settlement.rule, (settlement.termMonths ?? 12) - month);
      drawn.push(step.drawn);
      due.push(step.due);
      left = step.balanceAfter;
    }
    return { drawn, due, left };
  }

  it('Microsoft’s prepayment settles a fifth of each invoice: 265,922,784.00 in the first year', () => {
    const { drawn, due, left } = settled('iren-msft');
    // A fifth of 1,329,613,920.00.
    expect(moneyText(sum(drawn))).toBe('265922784.00');
    expect(moneyText(left)).toBe('1674077216.00');
    expect(moneyText(drawn[0] as Money)).toBe('7961760.00');
    expect(addMoney(sum(drawn), sum(due))).toEqual(dollars(firstYear('iren-msft').total));
  });

  it('ten point six million of Michigan’s are used up in November, and December is owed whole', () => {
    const { drawn, due, left } = settled('hyperscale-michigan');
    expect(drawn.map(moneyText)).toEqual(['406869.70', '398850.05', '406758.31', '1212589.44', '1220609.09', '1212589.44', '1220609.09', '1220609.09', '1212589.44', '1220609.09', '867317.26', '0.00']);
    expect([moneyText(left), moneyText(due[11] as Money)]).toEqual(['0.00', '2034348.48']);
  });

  it.each(deals.filter(({ settlement }) => settlement?.deposit !== undefined).map((deal) => [deal.id, deal] as const))('%s: a deposit is held beside the invoices and pays none of them', (id, { settlement }) => {
    const deposit = dollars(settlement?.deposit ?? '0');
    for (const invoice of firstYear(id).invoices) {
      const { amountDue, depositAfter } = settle(invoice.total, { credit: zeroMoney('USD'), deposit });
      expect(subtractMoney(amountDue, invoice.total)).toEqual(zeroMoney('USD'));
      expect(depositAfter).toEqual(deposit);
    }
  });
});
