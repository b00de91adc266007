import type { Locator, Page } from 'playwright-core';
import type { Stage } from '../stage';
import { rowsOf } from '../reading';

const REASON = 'The meter certificate of hall A is missing; please add it.';

/** Staff send one contract back and approve the other. Comes after the tenant's journey, which submitted one of them. */
export function reviewerJourney(stage: Stage): void {
  let page: Page;
  const main = () => page.getByRole('main');
  const heading = (name: string | RegExp) => main().getByRole('heading', { level: 1, name });
  const verdict = (item: Locator, name: string) => item.getByRole('radiogroup').getByText(name, { exact: true }).click();
  const progress = async () => {
    const [, settled, all, blocking] = /^(\d+) of (\d+) settled; (\d+) blocking/.exec(await main().getByText(/^\d+ of \d+ settled; \d+ blocking items open or failed\.$/).innerText()) ?? [];
    return { settled: Number(settled), all: Number(all), blocking: Number(blocking) };
  };
  const open = async (tenant: string) => {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Review' }).click();
    await page.getByRole('table', { name: 'Review queue' }).getByRole('link', { name: `Larkspur Digital Power – ${tenant}` }).click();
    await heading(`Review: Larkspur Digital Power and ${tenant}`).waitFor();
  };

  stage.it('comes in with one click and finds what waits for a decision', async () => {
    page = await stage.stranger();
    await page.goto(`${stage.url}/demo`);
    await page.getByRole('button', { name: 'Enter as staff' }).click();
    await heading('Review queue').waitFor();
    await main().getByRole('heading', { level: 2, name: '2 contracts wait' }).waitFor();
    const queue = await rowsOf(page.getByRole('table', { name: 'Review queue' }));
    expect(queue.map(([contract, power]) => [contract, power])).toEqual([
      ['Larkspur Digital Power – Verdant Flex Compute', expect.stringMatching(/^6\sMW$/)],
      ['Larkspur Digital Power – Meridian Loom AI', expect.stringMatching(/^5\sMW$/)],
    ]);
  });

  stage.it('sets items of the checklist, and cannot approve while a blocking one is open', async () => {
    await open('Meridian Loom AI');
    const before = await progress();
    expect(before.all).toBe(34);
    const red = main().getByRole('listitem').filter({ hasText: 'blocks approval' }).filter({ has: page.getByRole('radiogroup') });
    const item = red.filter({ has: page.getByRole('radio', { name: 'Open', checked: true }) }).first();
    const number = await item.locator('span').first().innerText();
    await verdict(main().getByRole('listitem').filter({ has: page.getByRole('radiogroup', { name: `Verdict on item ${number}`, exact: true }) }), 'Pass');
    await main().getByText(new RegExp(`^${before.settled + 1} of 34 settled; ${before.blocking - 1} blocking`)).waitFor();

    const approve = main().getByRole('button', { name: 'Approve contract' });
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    await main().getByText(/^Not now: /).first().waitFor();
  });

  stage.it('sends the contract back with the reason, which its tenant reads', async () => {
    await page.getByLabel('Reason or note').fill(REASON);
    await main().getByRole('button', { name: 'Request changes' }).click();
    await main().getByText('Round 1: sent back').waitFor();
    await main().getByText('Draft', { exact: true }).first().waitFor();
    expect(await main().getByRole('button', { name: 'Approve contract' }).count()).toBe(0);
    const [, id] = /\/review\/(ctr_\w+)/.exec(page.url()) ?? [];

    const tenant = await stage.signedIn('tenant');
    await tenant.goto(`${stage.url}/contracts/${id}`);
    await tenant.getByText(new RegExp(`^Sent back by .+: ${REASON.replace('.', '\\.')}$`)).waitFor();
    await tenant.context().close();
  });

  stage.it('approves the other contract once every blocking item passes', async () => {
    await open('Verdant Flex Compute');
    const items = main().getByRole('listitem').filter({ hasText: 'blocks approval' }).filter({ has: page.getByRole('radiogroup') });
    const reds = await items.count();
    expect(reds).toBeGreaterThan(5);
    for (let index = 0; index < reds; index += 1) {
      const item = items.nth(index);
      if (await item.getByRole('radio', { name: 'Pass', exact: true }).isChecked()) continue;
      const { blocking } = await progress();
      await verdict(item, 'Pass');
      const why = item.getByRole('textbox', { name: 'Reason' });
      if (await item.getByText(/^The data says Fail:/).count()) {
        await why.fill('Seen in the data room by the reviewer.');
        await item.getByRole('button', { name: 'Save: Pass' }).click();
      }
      await main().getByText(new RegExp(`settled; ${blocking - 1} blocking`)).waitFor();
    }
    expect((await progress()).blocking).toBe(0);
    await main().getByRole('button', { name: 'Approve contract' }).click();
    await main().getByText('Round 1: approved').waitFor();
    await main().getByText('Approved', { exact: true }).first().waitFor();

    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Review' }).click();
    await main().getByText('Nothing waits').waitFor();
    await page.context().close();
  });
}
