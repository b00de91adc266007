import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Role, Stage } from '../stage';

const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

interface Looked {
  readonly name: string;
  readonly role: Role;
  /** Goes there by addresses and roles alone: the words are another language's as often as not. */
  readonly go: (page: Page) => Promise<void>;
}

/** For whoever reads with another sense, another hand or in another language. Comes while a contract is before staff. */
export function access(stage: Stage): void {
  const throughTable = async (page: Page, list: string, target: string) => {
    await page.goto(`${stage.url}${list}`);
    await page.locator(`main table a[href^="${target}"]`).first().click();
    await page.waitForURL(`**${target}*`);
  };
  const pages: readonly Looked[] = [
    { name: 'market', role: 'tenant', go: (page) => page.goto(`${stage.url}/market`).then(() => page.locator('main tbody tr').first().waitFor()) },
    { name: 'contract', role: 'tenant', go: (page) => throughTable(page, '/contracts', '/contracts/ctr_').then(() => page.locator('main details').first().waitFor()) },
    {
      name: 'invoice', role: 'tenant',
      go: async (page) => {
        await throughTable(page, '/invoices', '/invoices/inv_');
        await page.locator('main ol > li > button').first().click();
        await page.locator('main tfoot').first().waitFor();
      },
    },
    { name: 'review', role: 'staff', go: (page) => throughTable(page, '/review', '/review/ctr_').then(() => page.getByRole('radiogroup').first().waitFor()) },
  ];

  for (const language of ['en', 'it'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      stage.it(`has nothing that WCAG 2.2 AA objects to on market, contract, invoice and review: ${language}, ${scheme}`, async () => {
        const found: Record<string, readonly string[]> = {};
        for (const role of ['tenant', 'staff'] as const) {
          const page = await stage.signedIn(role, { language, scheme });
          for (const { name, go } of pages.filter((looked) => looked.role === role)) {
            await go(page);
            expect(await page.locator('html').getAttribute('lang')).toBe(language);
            expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(scheme);
            found[name] = await violations(page);
          }
          await page.context().close();
        }
        expect(found).toEqual({ market: [], contract: [], invoice: [], review: [] });
      });
    }
  }

  stage.it('is walked by keyboard: from the title back to the areas and the skip link, and over them into the page', async () => {
    const page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}/market`);
    await page.getByRole('button', { name: /: how computed$/ }).first().waitFor();
    const focused = page.locator('*:focus');
    // A page that arrives takes the focus to its title, so that a screen reader says where it is.
    await focused.and(page.getByRole('heading', { level: 1, name: 'Market' })).waitFor();
    const passed: string[] = [];
    for (let step = 0; step < 30 && !passed.includes('Skip to content'); step += 1) {
      await page.keyboard.press('Shift+Tab');
      passed.push((await focused.innerText()).trim());
    }
    for (const area of ['Home', 'Market', 'Requests', 'Contracts', 'Invoices', 'Skip to content']) expect(passed).toContain(area);
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await page.keyboard.press('Tab');
    await focused.and(page.getByRole('main').getByRole('link', { name: 'New request' })).waitFor();
    for (let step = 0; step < 20 && !/: how computed$/.test((await focused.getAttribute('aria-label')) ?? ''); step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Load factor').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused.getAttribute('aria-label')).toMatch(/: how computed$/);
    await page.context().close();
  });

  stage.it('speaks the language that is chosen, says so, and remembers', async () => {
    const page = await stage.stranger();
    await page.goto(`${stage.url}/market`);
    await page.getByRole('heading', { level: 1, name: 'Market' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('button', { name: 'EN, Language: English' }).click();
    await page.getByRole('menuitem', { name: 'Italiano' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mercato' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('it');
    expect(await page.title()).toBe('Mercato · Busbar');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Mercato' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('it');
    await page.context().close();
  });
}

/** What axe objects to, with the first element of each objection. Evaluated from outside, where the page's policy for scripts does not reach. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(levels)} }).then(({ violations }) => violations.map(({ id, help, nodes }) => id + ': ' + help + ' (' + nodes.length + ' times, first ' + nodes[0].html + ')'))`,
  );
}
