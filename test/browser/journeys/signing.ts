import type { Page } from 'playwright-core';
import type { Stage } from '../stage';

const SITE = 'Brazos Fork Campus';
const WRONG = 'not the password';

/** The approved contract of the demo world: signed by both sides in the browser, then handed over. Comes last: the tenant has one running contract until then. */
export function signing(stage: Stage): void {
  let page: Page;
  let contract = '';
  const main = () => page.getByRole('main');
  const rail = () => main().getByRole('list', { name: 'Where the contract stands' });
  const sign = async (name: string, password: string) => {
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel(/^Password/).fill(password);
    await main().getByRole('button', { name: 'Sign contract' }).click();
  };

  stage.it('refuses a signature with a wrong password in words, and nothing is signed', async () => {
    page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}/home`);
    const waiting = main().getByRole('listitem').filter({ has: page.getByText('Approved', { exact: true }) });
    await waiting.getByRole('link', { name: `Contract for ${SITE}` }).click();
    await main().getByRole('heading', { level: 1, name: `Contract: ${SITE}` }).waitFor();
    contract = new URL(page.url()).pathname;
    await sign('Mika Loom', WRONG);
    await main().getByRole('alert').getByText('Nothing was changed.').waitFor();
    // Once over the form, once at the field.
    expect(await main().getByText('The password is not right.', { exact: true }).count()).toBe(2);
    expect([await page.getByLabel('Your name').inputValue(), await page.getByLabel(/^Password/).inputValue()]).toEqual(['Mika Loom', '']);
    await rail().getByText('0 of 2 signed').waitFor();
  });

  stage.it('takes the tenant’s signature on exactly the text that is shown, and waits for the host', async () => {
    const [shown] = await main().getByText(/^[0-9a-f]{64}$/).allInnerTexts();
    await sign('Mika Loom', stage.passwordOf('tenant'));
    await rail().getByText('1 of 2 signed').waitFor();
    await main().getByText('Signed: Tenant').waitFor();
    await main().getByText('Not now: Your side has signed this version.').waitFor();
    await main().getByText('Approved', { exact: true }).first().waitFor();
    expect(await main().getByText(/^[0-9a-f]{64}$/).allInnerTexts()).toEqual([shown]);
    await page.context().close();
  });

  stage.it('refuses another’s name under the host’s signature, takes his own, and the contract takes effect', async () => {
    page = await stage.signedIn('host');
    await page.goto(`${stage.url}${contract}`);
    await sign('Mika Loom', stage.passwordOf('host'));
    await main().getByText('The typed name is not yours: write Robin Larkspur.').first().waitFor();
    await rail().getByText('1 of 2 signed').waitFor();
    await sign('Robin Larkspur', stage.passwordOf('host'));
    await main().getByText('Effective', { exact: true }).first().waitFor();
    await rail().getByText('2 of 2 signed').waitFor();
    await main().getByText('Took effect').waitFor();
    expect(await page.getByLabel(/^Password/).count()).toBe(0);
    expect(await main().getByRole('button', { name: 'Accept handover' }).count()).toBe(0);
    await page.context().close();
  });

  stage.it('has the tenant accept the handover, with which the contract is active and its rent has a day', async () => {
    page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}${contract}`);
    await main().getByRole('button', { name: 'Accept handover' }).click();
    await main().getByText('Active', { exact: true }).first().waitFor();
    const capacity = page.getByRole('table', { name: 'Capacity' });
    await capacity.getByText('Accepted 22 Nov 2026').waitFor();
    expect(await capacity.getByText('planned').count()).toBe(0);
    await page.context().close();
  });
}
