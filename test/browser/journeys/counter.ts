import type { Page } from 'playwright-core';
import type { Stage } from '../stage';
import { rowsOf } from '../reading';

const PROPOSAL = 'Answer the proposal for Four Rivers Exchange';

/** Two turns over one proposal; it ends with the tenant's turn, as it began, and is accepted by the tenant's journey. */
export function counter(stage: Stage): void {
  let page: Page;
  const main = () => page.getByRole('main');
  const open = async (role: 'tenant' | 'host') => {
    page = await stage.signedIn(role);
    await page.goto(`${stage.url}/home`);
    await main().getByRole('link', { name: PROPOSAL }).click();
    await main().getByText('Your turn').waitFor();
    await main().getByRole('link', { name: 'Counter', exact: true }).click();
    await main().getByRole('heading', { level: 1, name: 'Counter' }).waitFor();
  };
  const send = () => main().getByRole('button', { name: 'Send counter-proposal' }).click();
  const versions = async () => (await rowsOf(page.getByRole('table', { name: 'Versions' }))).map(([version]) => version);

  stage.it('tells a tenant at the field what the offer does not allow, and writes no version', async () => {
    await open('tenant');
    await page.getByLabel('Critical power').fill('5001');
    await send();
    await main().getByRole('alert').getByText('Nothing was changed.').waitFor();
    // Once over the form, once at the field.
    expect(await main().getByText('The quantity is no lot of this offer.', { exact: true }).count()).toBe(2);
  });

  stage.it('takes the tenant’s counter on price, and gives the turn to the host', async () => {
    await page.getByLabel('Critical power').fill('5000');
    await page.getByLabel(/^Rent/).fill('150.5');
    await page.getByRole('textbox', { name: 'Conditions' }).fill('Ten years at this rent.');
    await send();
    await main().getByRole('heading', { level: 1, name: 'Proposal: Four Rivers Exchange' }).waitFor();
    await page.getByRole('table', { name: 'Price terms' }).getByText('$150.50 / kW-month').waitFor();
    await main().getByText('Ten years at this rent.').waitFor();
    expect(await versions()).toEqual(['2, by the Tenant', '1, by the Host']);
    expect(await main().getByRole('link', { name: 'Counter', exact: true }).count()).toBe(0);
    await main().getByText('Not now: It is the other side’s turn.').waitFor();
    await page.context().close();
  });

  stage.it('takes the host’s answer, which begins with what the tenant wrote', async () => {
    await open('host');
    expect(await page.getByLabel(/^Rent/).inputValue()).toBe('150.5');
    await page.getByLabel(/^Rent/).fill('152');
    await send();
    await page.getByRole('table', { name: 'Price terms' }).getByText('$152.00 / kW-month').waitFor();
    expect(await versions()).toEqual(['3, by the Host', '2, by the Tenant', '1, by the Host']);
    await page.context().close();
  });
}
