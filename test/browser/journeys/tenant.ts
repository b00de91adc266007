import type { Page } from 'playwright-core';
import type { Stage } from '../stage';
import { rowsOf } from '../reading';

const TITLE = 'Fine-tuning, written in a browser';

/** From the front page to a draft before staff. */
export function tenantJourney(stage: Stage): void {
  let page: Page;
  /** The site of the offer that is looked at: the cheapest colocation. */
  let site = '';
  const main = () => page.getByRole('main');
  const heading = (name: string | RegExp) => main().getByRole('heading', { level: 1, name });

  stage.it('comes in by the front page, with one click', async () => {
    page = await stage.stranger();
    await page.goto(stage.url);
    await heading('Power that used to mine, let to AI').waitFor();
    await main().getByRole('link', { name: 'Try the demo' }).click();
    await page.getByRole('button', { name: 'Enter as tenant' }).click();
    await heading('Meridian Loom AI').waitFor();
    await main().getByRole('link', { name: 'Answer the proposal for Four Rivers Exchange' }).waitFor();
  });

  stage.it('finds every offer with its price in three units, narrowed by the address', async () => {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Market' }).click();
    const offers = page.getByRole('table', { name: 'Offers' });
    await offers.waitFor();
    const heads = (await offers.getByRole('columnheader').allInnerTexts()).map((text) => text.replace(' ↑', ''));
    expect(heads.slice(-3)).toEqual(['$ per IT-kWh', '$ per kW-month', '$ per GPU-hour']);
    const all = await rowsOf(offers);
    expect(all.length).toBeGreaterThan(20);
    for (const cells of all) expect(cells.slice(-3, -1)).toEqual([expect.stringMatching(/^\$0\.\d{4}$/), expect.stringMatching(/^\$\d[\d,]*\.\d{2}$/)]);

    await page.getByLabel('Product').selectOption({ label: 'GPU cluster' });
    await page.waitForURL('**/market?product=GPU_CLUSTER');
    await expectEventually(async () => {
      const listed = await rowsOf(offers);
      return listed.length > 0 && listed.every((cells) => /^\$\d+\.\d{4}$/.test(cells.at(-1) ?? ''));
    }, 'every GPU offer has a price per GPU-hour');
  });

  stage.it('opens a price to what it stands on', async () => {
    await page.getByLabel('Product').selectOption({ label: 'Colocation' });
    await page.waitForURL('**/market?product=COLOCATION');
    const row = page.getByRole('table', { name: 'Offers' }).getByRole('row').nth(1);
    await expectEventually(async () => {
      const listed = await rowsOf(page.getByRole('table', { name: 'Offers' }));
      return listed.length > 0 && listed.every(([, product]) => product?.startsWith('Colocation'));
    }, 'only colocation is listed');
    site = await row.getByRole('link').innerText();
    const [perKwh, perMonth] = await row.getByRole('button', { name: /: how computed$/ }).allInnerTexts();
    await row.getByRole('button', { name: `$ per kW-month for ${site}, ` }).click();
    const basis = await page.getByRole('dialog').innerText();
    expect(basis).toContain('PUE');
    expect(basis).toMatch(/Load factor\s+100%/);
    expect(basis).toMatch(/Energy\s+inside, /);
    const hours = /One kW uses ([\d.]+) kWh in a month/.exec(basis)?.[1];
    // The two are one price in two units: printed to 0.0001 $ per kWh, half of which is 0.037 $ over the hours of a month.
    expect(Math.abs(dollars(perKwh) * Number(hours) - dollars(perMonth))).toBeLessThan(0.045);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  stage.it('asks for an offer it looked at, without typing again what the offer says', async () => {
    await page.getByRole('table', { name: 'Offers' }).getByRole('link', { name: site, exact: true }).first().click();
    await heading(site).waitFor();
    await page.getByRole('table', { name: 'Halls' }).waitFor();
    await main().locator('section').filter({ hasText: 'Colocation · ' }).getByRole('link', { name: 'Request this' }).click();
    await heading('New request').waitFor();
    await page.getByLabel('Headline').fill(TITLE);
    expect(await page.getByRole('radio', { name: 'Colocation' }).isChecked()).toBe(true);
    expect(await page.getByLabel('Critical power').inputValue()).toMatch(/^[\d,]+ kW$/);
    expect(await page.getByLabel('Term in months').inputValue()).toMatch(/^\d+$/);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await heading(TITLE).waitFor();
    await main().getByRole('heading', { level: 2, name: /^\d+ match(es)?$/ }).waitFor();
  });

  stage.it('is told why an offer matches, and sends the request to hosts', async () => {
    const match = main().getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name: site, exact: true }) }).first();
    const summary = match.getByText(/^\d+ of \d+ requirements met: see why$/);
    const [, met, all] = /^(\d+) of (\d+)/.exec(await summary.innerText()) ?? [];
    expect(met).toBe(all);
    await summary.click();
    const reasons = await rowsOf(match.getByRole('table', { name: 'Requirements held against this offer' }));
    expect(reasons).toHaveLength(Number(all));
    expect(new Set(reasons.map((cells) => cells.at(-1)))).toEqual(new Set(['Met']));
    expect(reasons.map(([criterion]) => criterion)).toEqual(expect.arrayContaining(['Product', 'Quantity', 'Start', 'Term']));

    await main().getByRole('button', { name: 'Send to hosts' }).click();
    await main().getByText('Open', { exact: true }).waitFor();
    await main().getByRole('button', { name: 'Close request' }).waitFor();
  });

  stage.it('accepts the proposal that waits, and has a draft with its capacity and terms', async () => {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Home' }).click();
    await main().getByRole('link', { name: 'Answer the proposal for Four Rivers Exchange' }).click();
    await heading('Proposal: Four Rivers Exchange').waitFor();
    await main().getByText('Your turn').waitFor();
    await main().getByRole('button', { name: 'Accept proposal' }).click();
    await heading('Contract: Four Rivers Exchange').waitFor();
    await main().getByText('Draft', { exact: true }).first().waitFor();
    const [tranche] = await rowsOf(page.getByRole('table', { name: 'Capacity' }));
    expect(tranche?.join(' ')).toMatch(/5\sMW/);
    expect((await rowsOf(page.getByRole('table', { name: 'Price terms' }))).length).toBeGreaterThan(1);
  });

  stage.it('submits the draft to review, once', async () => {
    await main().getByRole('button', { name: 'Submit for review' }).click();
    await main().getByText('In review', { exact: true }).first().waitFor();
    await main().getByText('Staff check the contract against evidence and numbers.').waitFor();
    expect(await main().getByRole('button', { name: 'Submit for review' }).count()).toBe(0);
    await page.context().close();
  });
}

const dollars = (text: string | undefined): number => Number((text ?? '').replace(/[$,]/g, ''));

/** Waits until a page says so; for what changes under the reader's eyes without a new heading. */
async function expectEventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) if (await holds()) return;
  throw new Error(`It never came about: ${what}.`);
}
