// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { show } from '~/test-kit';
import { StateRail } from './state-rail';

describe('the state rail', () => {
  const breakers = [
    { key: 'draft', label: 'Draft', state: 'closed' },
    { key: 'review', label: 'In review', state: 'theirs' },
    { key: 'signed', label: 'Signed', state: 'open' },
  ] as const;

  it('says in words what the breakers show: done, waiting for whom, to come', async () => {
    await show(<StateRail label="Contract" breakers={breakers} />);
    const steps = within(screen.getByRole('list', { name: 'Contract' })).getAllByRole('listitem');
    expect(steps.map((step) => step.textContent)).toEqual(['Draft, done', 'In review, waiting for the other side', 'Signed, to come']);
  });

  it('marks the one step where the deal stands', async () => {
    await show(<StateRail label="Contract" breakers={breakers} />);
    expect(screen.getAllByRole('listitem').filter((step) => step.getAttribute('aria-current') === 'step')).toHaveLength(1);
  });

  it('speaks Italian', async () => {
    await show(<StateRail label="Contratto" breakers={[{ key: 'a', label: 'Bozza', state: 'ours' }]} />, 'it');
    expect(screen.getByRole('listitem')).toHaveTextContent('in attesa di te');
  });
});
