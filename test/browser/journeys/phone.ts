import type { Stage } from '../stage';

const WIDTH = 360;

/** The market and an invoice on the narrowest phone: what is wide scrolls in its own well, the page never. */
export function phone(stage: Stage): void {
  stage.it('shows the market on a phone without scrolling sideways, its areas behind the menu', async () => {
    const page = await stage.signedIn('tenant', { width: WIDTH });
    await page.goto(`${stage.url}/market`);
    await page.getByRole('button', { name: /: how computed$/ }).first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(WIDTH);
    const invoices = page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Invoices' });
    expect(await invoices.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await invoices.click();
    await page.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
    await page.context().close();
  });

  stage.it('shows an invoice on a phone, opened to its quarter-hours, without scrolling sideways', async () => {
    const page = await stage.signedIn('tenant', { width: WIDTH });
    await page.goto(`${stage.url}/invoices`);
    await page.getByRole('table', { name: 'Invoices' }).getByRole('link').last().click();
    await page.getByTestId('invoice-total').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(WIDTH);
    await page.getByRole('main').locator('ol > li > button').first().click();
    const days = page.getByRole('table', { name: 'Days of this line' });
    await days.getByRole('button').first().click();
    await page.getByRole('table', { name: /^Quarter-hours of / }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(WIDTH);
    await page.context().close();
  });
}
