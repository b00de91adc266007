-- An event of Stripe's that cannot be applied is parked after a few tries; the reason is in last_error.
alter table stripe_event add column parked_at timestamptz(3);
