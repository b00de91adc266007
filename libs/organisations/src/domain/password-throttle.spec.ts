import { admitted, throttle } from './password-throttle';

describe('the password throttle', () => {
  it('bears five tries of an account and sixty of an address within a quarter of an hour, the present one included', () => {
    expect(throttle).toEqual({ windowSeconds: 900, perAccount: 5, perAddress: 60 });
    expect(admitted({ account: 5, address: 60 })).toBe(true);
    expect(admitted({ account: 6, address: 1 })).toBe(false);
    expect(admitted({ account: 1, address: 61 })).toBe(false);
  });
});
