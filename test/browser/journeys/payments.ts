import type { Stage } from '../stage';

/** How a tenant pays and where a host is paid out, with Stripe's simulator behind both. */
export function payments(stage: Stage): void {
  stage.it('saves a tenant’s payment method, which is charged next once Stripe has answered', async () => {
    const page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}/home`);
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Payment methods' }).click();
    const methods = page.getByRole('table', { name: 'Saved methods' });
    await methods.getByRole('row').filter({ hasText: 'US bank debit (ACH)' }).getByText('charged next').waitFor();
    await page.getByLabel('Test method').selectOption({ label: 'SEPA account: debits succeed' });
    await page.getByRole('button', { name: 'Save payment method' }).click();
    const saved = methods.getByRole('row').filter({ hasText: 'SEPA •••• 3000' });
    await saved.getByText('Saved', { exact: true }).waitFor();
    await saved.getByText('charged next').waitFor();
    expect(await methods.getByText('charged next').count()).toBe(1);
    await page.context().close();
  });

  stage.it('lets a host to Stripe’s form for the right password alone, and shows what was paid out', async () => {
    const page = await stage.signedIn('host');
    const main = page.getByRole('main');
    await page.goto(`${stage.url}/payouts`);
    await main.getByText('Cleared: money can go out').waitFor();
    expect(await page.getByRole('table', { name: 'Payouts' }).getByText('Paid out').count()).toBe(1);
    const goOn = async (password: string) => {
      await page.getByLabel(/^Password/).fill(password);
      await main.getByRole('button', { name: 'Change payout account' }).click();
    };
    await goOn('not the password');
    await main.getByRole('alert').getByText('Nothing was changed.').waitFor();
    expect(await main.getByText('The password is not right.', { exact: true }).count()).toBe(2);
    const form = page.waitForRequest((request) => new URL(request.url()).pathname.startsWith('/sim/onboarding/acct_'));
    await goOn(stage.passwordOf('host'));
    await form;
    await page.waitForURL('**/payouts');
    await page.context().close();
  });
}
