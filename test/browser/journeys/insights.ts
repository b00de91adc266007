import type { Stage } from '../stage';
import { rowsOf } from '../reading';

/** Mine or host: the page whose numbers are most easily misread. */
export function insights(stage: Stage): void {
  stage.it('draws the economics of a site, and never shows a multiple of GPU rental as a landlord’s', async () => {
    const page = await stage.signedIn('tenant');
    await page.goto(`${stage.url}/market?product=COLOCATION`);
    const link = page.getByRole('table', { name: 'Offers' }).getByRole('link').first();
    const site = await link.innerText();
    await link.click();
    await page.getByRole('link', { name: 'Mine or host?' }).click();
    await page.getByRole('heading', { level: 1, name: `Mine or host? ${site}` }).waitFor();
    for (const chart of ['chart-landlord', 'chart-gpu_operator']) await page.getByTestId(chart).locator('canvas').first().waitFor();
    expect(await page.getByTestId('chart-landlord').getAttribute('aria-label')).not.toMatch(/GPU/);

    const compared = page.getByRole('table', { name: 'Side by side' });
    const heads = await compared.getByRole('columnheader').allInnerTexts();
    const rows = await rowsOf(compared);
    const of = (measure: string) => rows.find(([name]) => name === measure) ?? [];
    const [earners, multiples] = [of('Who earns'), of('Over mining')];
    const gpu = heads.flatMap((head, column) => (/GPU/.test(head) ? [column] : []));
    const halls = heads.flatMap((head, column) => (/let$/.test(head) ? [column] : []));
    expect([gpu.length, halls.length]).toEqual([2, 2]);
    for (const column of gpu) expect([earners[column], multiples[column]]).toEqual(['GPU operator', expect.stringMatching(/^[\d.,]+× \(GPU operator\)$/)]);
    for (const column of halls) expect([earners[column], multiples[column]]).toEqual(['landlord', expect.stringMatching(/^[\d.]+× \(landlord\)$/)]);
    const times = (column: number) => Number.parseFloat(multiples[column] ?? '');
    expect(Math.max(...halls.map(times))).toBeLessThan(Math.min(...gpu.map(times)));

    const claims = await rowsOf(page.getByRole('table', { name: 'Public claims, recomputed' }));
    const multiple = (cells: readonly string[]) => Number.parseFloat(cells.at(-1) ?? '');
    expect(claims.find((cells) => cells.at(-1) === '25.1×')?.[1]).toBe('GPU operator');
    for (const cells of claims.filter(([, earner]) => earner === 'landlord')) expect(multiple(cells)).toBeLessThan(5);
    await page.context().close();
  });
}
