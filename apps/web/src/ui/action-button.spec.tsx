// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { show } from '~/test-kit';
import { ActionButton } from './action-button';

describe('a button for what the API offers', () => {
  it('does what is allowed', async () => {
    const press = vi.fn();
    await show(<ActionButton action={{ name: 'approve', allowed: true, refusal: null }} onPress={press}>Approve contract</ActionButton>);
    await userEvent.click(screen.getByRole('button', { name: 'Approve contract' }));
    expect(press).toHaveBeenCalledTimes(1);
  });

  it('gives the reason beside it where it is not, and does nothing', async () => {
    const press = vi.fn();
    await show(<ActionButton action={{ name: 'approve', allowed: false, refusal: { code: 'REVIEW_ITEMS_OPEN', message: 'Blocking…' } }} onPress={press}>Approve contract</ActionButton>);
    const button = screen.getByRole('button', { name: 'Approve contract' });
    expect(button).toHaveAccessibleDescription('Not now: Blocking items of the checklist are still open or failed.');
    await userEvent.click(button);
    expect(press).not.toHaveBeenCalled();
  });

  it('stays reachable by keyboard, so that the reason can be heard', async () => {
    await show(<ActionButton action={{ name: 'sign', allowed: false, refusal: { code: 'ALREADY_SIGNED', message: '' } }}>Sign</ActionButton>);
    await userEvent.tab();
    expect(screen.getByRole('button', { name: 'Sign' })).toHaveFocus();
  });

  it('falls back to the API’s own sentence for a code it has no words for', async () => {
    await show(<ActionButton action={{ name: 'sign', allowed: false, refusal: { code: 'SOMETHING_NEW', message: 'The moon is full.' } }}>Sign</ActionButton>, 'it');
    expect(screen.getByText('Non ora: The moon is full.')).toBeVisible();
  });

  it('is not there for an action that the API does not name', async () => {
    await show(<ActionButton action={undefined}>Sign</ActionButton>);
    expect(screen.queryByRole('button')).toBeNull();
  });
});
