import type { Stage } from '../stage';
import { rowsOf } from '../reading';

/** Somebody whom nobody knows: looks at the market, and signs in where it gets serious. */
export function visitor(stage: Stage): void {
  stage.it('looks at the market and a site without a session, and comes back to the offer once it has signed in', async () => {
    const page = await stage.stranger();
    const main = page.getByRole('main');
    await page.goto(stage.url);
    await main.getByRole('link', { name: 'Browse the market' }).click();
    const offers = page.getByRole('table', { name: 'Offers' });
    await offers.waitFor();
    expect((await rowsOf(offers)).length).toBeGreaterThan(20);
    await main.getByRole('link', { name: 'Sign in to request' }).waitFor();
    expect(await page.getByLabel('Load factor').count()).toBe(0);
    await page.getByLabel('Country').selectOption('NO');
    await page.waitForURL('**/market?country=NO');

    await offers.getByRole('link').first().click();
    await page.getByRole('table', { name: 'Halls' }).waitFor();
    expect(await main.getByRole('link', { name: 'Mine or host?' }).count()).toBe(0);
    await main.getByRole('button', { name: /: how computed$/ }).first().click();
    await page.getByRole('dialog').getByText('Load factor').waitFor();
    await page.keyboard.press('Escape');

    await main.getByRole('link', { name: 'Sign in to request' }).first().click();
    await page.getByLabel('E-mail address').fill('tenant@busbar.example');
    await page.getByLabel(/^Password/).fill(stage.passwordOf('tenant'));
    await main.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/requests/new?listing=lst_*');
    await main.getByRole('heading', { level: 1, name: 'New request' }).waitFor();
    expect(await page.getByLabel('Term in months').inputValue()).toMatch(/^\d+$/);
    await page.context().close();
  });
}
