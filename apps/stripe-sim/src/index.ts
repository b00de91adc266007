/** For tests that want Stripe in their own process; the product knows it only over HTTP. */
export { createServer } from './server';
export { Simulator } from './simulator';
