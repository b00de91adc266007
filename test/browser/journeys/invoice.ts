import type { Page } from 'playwright-core';
import type { Stage } from '../stage';
import { cents, footOf, rowsOf, sum, wattHours } from '../reading';

/** The running contract: what its meter says, and what it was billed for. */
export function meteringAndInvoice(stage: Stage): void {
  let page: Page;
  const main = () => page.getByRole('main');
  const heading = (name: string | RegExp) => main().getByRole('heading', { level: 1, name });
  const billed = () => main().locator('section').filter({ has: page.getByRole('heading', { level: 2, name: /IT energy, billed$/ }) });
  const days = () => billed().getByRole('table', { name: 'Energy by day' });
  const day = async (name: string) => {
    await days().getByRole('button', { name, exact: true }).click();
    const table = billed().getByRole('table', { name: `Quarter-hours of ${name}` });
    await table.waitFor();
    return rowsOf(table);
  };

  stage.it('draws a gap as a gap: no data in words, never a zero, and nothing of it in the sum', async () => {
    page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}/home`);
    await main().getByRole('link', { name: 'Metering' }).click();
    await heading('Metering, November 2026').waitFor();
    const picture = billed().getByTestId('chart-metering');
    await picture.locator('canvas').waitFor();
    expect(await picture.getAttribute('aria-label')).toMatch(/ 0 estimated, 20 without data\.$/);

    await billed().getByText('Show as table').click();
    const [twelfth] = (await rowsOf(days())).filter(([name]) => name === '12 Nov 2026');
    expect(twelfth?.slice(1, 5)).toEqual(['96', '76', '0', '20']);
    const quarters = await day('12 Nov 2026');
    expect(quarters).toHaveLength(96);
    const gap = quarters.filter((cells) => cells.includes('No data'));
    expect(gap).toHaveLength(20);
    for (const cells of gap) expect(cells.slice(1)).toEqual(['No data', 'No data', 'No data']);
    expect([gap[0]?.[0], gap.at(-1)?.[0]]).toEqual(['12 Nov 2026, 01:00 CST', '12 Nov 2026, 05:45 CST']);
    const known = quarters.filter((cells) => !cells.includes('No data')).map(([, , kwh = '']) => wattHours(kwh));
    expect(known.every((energy) => energy > 0n)).toBe(true);
    expect(near(sum(known), wattHours(twelfth?.[5] ?? ''), known.length)).toBe(true);
  });

  stage.it('marks what was estimated, in the picture and in its table', async () => {
    await main().getByRole('button', { name: 'Previous month' }).click();
    await heading('Metering, October 2026').waitFor();
    await main().getByRole('button', { name: 'Previous month' }).click();
    await heading('Metering, September 2026').waitFor();
    if ((await days().count()) === 0) {
      expect(await billed().getByTestId('chart-metering').getAttribute('aria-label')).toMatch(/ 5 estimated, 0 without data\.$/);
      await billed().getByText('Show as table').click();
    }
    const [seventeenth] = (await rowsOf(days())).filter(([name]) => name === '17 Sep 2026');
    expect(seventeenth?.slice(1, 5)).toEqual(['96', '91', '5', '0']);
    const estimated = (await day('17 Sep 2026')).filter((cells) => cells.at(-1) === 'Estimated');
    expect(estimated.map(([at]) => at)).toEqual(['09:30', '09:45', '10:00', '10:15', '10:30'].map((time) => `17 Sep 2026, ${time} CDT`));
  });

  stage.it('adds the lines of an invoice up to its total', async () => {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Invoices' }).click();
    const row = page.getByRole('table', { name: 'Invoices' }).getByRole('row').filter({ hasText: 'September 2026' });
    const listed = await row.innerText();
    await row.getByRole('link').click();
    await heading(/^Invoice INV-/).waitFor();
    const amounts = (await lines().allInnerTexts()).map((text) => cents(text.trim().split('\n').at(-1) ?? ''));
    expect(amounts.length).toBeGreaterThan(3);
    const [subtotal = 0n, ...rest] = (await main().locator('section').filter({ has: page.getByRole('heading', { name: 'Lines' }) }).getByRole('definition').allInnerTexts()).map(cents);
    const total = cents(await page.getByTestId('invoice-total').innerText());
    expect(sum(amounts)).toBe(subtotal);
    expect(subtotal + sum(rest.slice(0, -1))).toBe(total);
    expect(listed.split('\t').map((cell) => cell.trim())).toContain(await page.getByTestId('invoice-total').innerText());
  });

  stage.it('opens a line to days, and a day to quarter-hours, each adding up to the level above', async () => {
    const line = lines().first();
    const amount = cents((await line.innerText()).trim().split('\n').at(-1) ?? '');
    expect(await line.innerText()).toContain('0.17% estimated');
    await line.click();
    const table = page.getByRole('table', { name: 'Days of this line' });
    await table.waitFor();
    const rows = await rowsOf(table);
    expect(rows).toHaveLength(30);
    expect(sum(rows.map((cells) => cents(cells.at(-1) ?? '')))).toBe(amount);
    expect(cents((await footOf(table)).at(-1) ?? '')).toBe(amount);
    expect(sum(rows.map((cells) => wattHours(cells[2] ?? '')))).toBe(wattHours((await footOf(table))[2] ?? ''));
    await main().getByText('Adds up to the line, to the cent.').waitFor();

    const [first, ...others] = rows.filter((cells) => cells[1]?.includes('5 estimated'));
    expect([first?.[0], others]).toEqual(['17 Sep 2026', []]);
    await table.getByRole('button', { name: '17 Sep 2026', exact: true }).click();
    const quarters = page.getByRole('table', { name: 'Quarter-hours of 17 Sep 2026' });
    await quarters.waitFor();
    const intervals = await rowsOf(quarters);
    expect(intervals).toHaveLength(96);
    expect(sum(intervals.map((cells) => cents(cells.at(-1) ?? '')))).toBe(cents(first?.at(-1) ?? ''));
    expect(sum(intervals.map((cells) => wattHours(cells[2] ?? '')))).toBe(wattHours(first?.[2] ?? ''));
    expect(intervals.filter((cells) => cells[1] === 'Estimated').map(([at]) => at)).toEqual(['09:30', '09:45', '10:00', '10:15', '10:30'].map((time) => `17 Sep 2026, ${time} CDT`));
    await main().getByText('Adds up to the day, to the cent.').waitFor();
    await page.context().close();
  });

  const lines = () => main().locator('ol > li > button');
}

/** Printed to a watt-hour, each addend may be half of one off. */
const near = (one: bigint, other: bigint, addends: number): boolean => {
  const apart = one - other;
  return (apart < 0n ? -apart : apart) * 2n <= BigInt(addends + 1);
};
