/** Deals that stand half-way when the demo world opens, so that each sign-in finds something to do. */
import { parseDate } from '@busbar/kernel';
import { approve, isTold, propose, submit, type Wish } from './dealing';
import { host, ownerOf, tenant } from './people';
import type { World } from './world';

const verdantFlex = ownerOf('Verdant Flex Compute', 'verdant-flex-compute');

/** Approved by staff: host and tenant can sign. */
export const toSign: Wish = {
  title: 'Evaluation block of 2 MW', description: 'Evaluation and fine-tuning next to the training block.', site: 'tx-hearne', kw: 2_000, start: parseDate('2027-02-01'), termMonths: 120,
};
/** Before staff. */
export const inReview: Wish = {
  title: 'Checkpointed training, 6 MW', description: 'Training that saves its state and may pause.', site: 'tx-mccamey', kw: 6_000, start: parseDate('2028-01-15'), termMonths: 60,
};
/** Proposed to the demo tenant, who can accept, counter or decline. */
export const proposed: Wish = {
  title: 'Second campus, 5 MW', description: 'A second place for the same models, away from the first.', site: 'ky-paducah', kw: 5_000, start: parseDate('2027-03-01'), termMonths: 120,
};

export async function dealsUnderWay(world: World): Promise<void> {
  const deadline = world.asOf.add({ hours: 24 * 60 });
  const parties = { host, tenant };
  if (!(await isTold(world, tenant, toSign))) await approve(world, await submit(world, tenant, await propose(world, parties, toSign, null, deadline)));
  if (!(await isTold(world, verdantFlex, inReview))) await submit(world, verdantFlex, await propose(world, { host, tenant: verdantFlex }, inReview, null, deadline));
  if (!(await isTold(world, tenant, proposed))) await propose(world, parties, proposed, null, deadline);
}
