// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeFragmentData } from '~/gql';
import { show } from '~/test-kit';
import { normalisedPriceFields, PriceCell } from './price-cell';

const price = makeFragmentData(
  {
    currency: 'USD',
    perItKwh: '0.16438356',
    perKwMonth: '120.00',
    perGpuHour: null,
    basis: { loadFactor: '1', pue: '1.25', termMonths: 120, kw: '1000', kwPerGpu: null, energy: 'NOT_INCLUDED', kwhPerKwMonth: '730', indices: [] },
  },
  normalisedPriceFields,
);

describe('a price', () => {
  it('opens to what it stands on, and closes at Escape even before the focus has come into it', async () => {
    await show(<PriceCell price={price} unit="KW_MONTH" of="Four Rivers, hall A" />);
    const button = screen.getByRole('button', { name: /^\$120\.00 .* Four Rivers, hall A: how computed$/ });
    fireEvent.click(button);
    expect(screen.getByRole('dialog', { hidden: true })).toHaveTextContent('One kW uses 730 kWh in a month');
    fireEvent.keyDown(button, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  });

  it('is a dash where it cannot be: a hall without GPUs has no price per GPU-hour', async () => {
    await show(<PriceCell price={price} unit="GPU_HOUR" of="Four Rivers, hall A" />);
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('—')).toBeVisible();
  });
});
