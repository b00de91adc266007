-- Payment methods, charges, releases, transfers, payouts; requests to Stripe and what Stripe told us.

create type "PaymentMethodKind" as enum ('CARD', 'US_BANK_ACCOUNT', 'SEPA_DEBIT');
create type "PaymentMethodState" as enum ('PENDING', 'SAVED', 'REFUSED');
create type "ChargeState" as enum ('PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED');
create type "TransferState" as enum ('PENDING', 'SENT', 'REFUSED');
create type "PayoutState" as enum ('PENDING', 'IN_TRANSIT', 'PAID', 'FAILED');
create type "StripeRequestState" as enum ('PENDING', 'SENT', 'DONE', 'REJECTED', 'UNKNOWN');

create table stripe_customer (
  tenant_id  text primary key references organisation (id),
  stripe_id  text not null,
  created_at timestamptz(3) not null default now()
);
create unique index stripe_customer_stripe_id_key on stripe_customer (stripe_id);

create table payment_method (
  id           text primary key,
  tenant_id    text not null references organisation (id),
  state        "PaymentMethodState" not null,
  kind         "PaymentMethodKind",
  label        text,
  stripe_id    text,
  failure_code text,
  created_at   timestamptz(3) not null default now(),
  check (state <> 'SAVED' or (kind is not null and stripe_id is not null))
);
create unique index payment_method_stripe_id_key on payment_method (stripe_id);
create index payment_method_tenant_id_idx on payment_method (tenant_id);

create table charge (
  id               text primary key,
  invoice_id       text not null references invoice (id),
  tenant_id        text not null references organisation (id),
  host_id          text not null references organisation (id),
  contract_id      text not null references contract (id),
  ordinal          integer not null check (ordinal >= 1),
  amount           bigint not null check (amount > 0 and amount <= 99999999),
  currency         text not null,
  method_id        text not null references payment_method (id),
  state            "ChargeState" not null,
  stripe_intent_id text,
  stripe_charge_id text,
  failure_code     text,
  succeeded_at     timestamptz(3),
  created_at       timestamptz(3) not null default now(),
  check ((state = 'SUCCEEDED') = (succeeded_at is not null))
);
create unique index charge_invoice_id_ordinal_key on charge (invoice_id, ordinal);
create unique index charge_stripe_intent_id_key on charge (stripe_intent_id);
create unique index charge_stripe_charge_id_key on charge (stripe_charge_id);
create index charge_tenant_id_idx on charge (tenant_id);

create table host_release (
  invoice_id  text primary key references invoice (id),
  release_at  timestamptz(3) not null,
  transfer_at timestamptz(3) not null check (transfer_at >= release_at),
  released_at timestamptz(3)
);
create index host_release_release_at_idx on host_release (release_at);

create table transfer (
  id            text primary key,
  settlement_id text not null references invoice_settlement (id),
  invoice_id    text not null references invoice (id),
  contract_id   text not null references contract (id),
  host_id       text not null references organisation (id),
  amount        bigint not null check (amount > 0),
  currency      text not null,
  state         "TransferState" not null,
  not_before    timestamptz(3) not null,
  stripe_id     text,
  failure_code  text,
  created_at    timestamptz(3) not null default now(),
  check ((state = 'SENT') = (stripe_id is not null))
);
create unique index transfer_settlement_id_key on transfer (settlement_id);
create unique index transfer_stripe_id_key on transfer (stripe_id);
create index transfer_host_id_idx on transfer (host_id);
create index transfer_invoice_id_idx on transfer (invoice_id);

create table payout_account (
  host_id         text primary key references organisation (id),
  stripe_id       text not null,
  payouts_enabled boolean not null,
  requirements    text[] not null,
  bank_label      text,
  updated_at      timestamptz(3) not null,
  created_at      timestamptz(3) not null default now()
);
create unique index payout_account_stripe_id_key on payout_account (stripe_id);

create table payout (
  id         text primary key,
  host_id    text not null references organisation (id),
  stripe_id  text not null,
  amount     bigint not null check (amount > 0),
  currency   text not null,
  state      "PayoutState" not null,
  arrives_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now()
);
create unique index payout_stripe_id_key on payout (stripe_id);
create index payout_host_id_id_idx on payout (host_id, id);

create table stripe_request (
  id              text primary key,
  idempotency_key text not null,
  kind            text not null,
  subject         text not null,
  body            jsonb not null,
  body_sha256     text not null check (body_sha256 ~ '^[0-9a-f]{64}$'),
  state           "StripeRequestState" not null,
  attempts        integer not null default 0,
  not_before      timestamptz(3) not null,
  retry_at        timestamptz(3) not null default now(),
  first_sent_at   timestamptz(3),
  leased_until    timestamptz(3),
  object_id       text,
  failure_code    text,
  failure_text    text,
  created_at      timestamptz(3) not null default now()
);
create unique index stripe_request_idempotency_key_key on stripe_request (idempotency_key);
create index stripe_request_state_not_before_idx on stripe_request (state, not_before);

create table stripe_event (
  id          text primary key,
  account     text,
  type        text not null,
  object_id   text not null,
  created     timestamptz(3) not null,
  payload     jsonb not null,
  received_at timestamptz(3) not null default now(),
  handled_at  timestamptz(3),
  attempts    integer not null default 0,
  retry_at    timestamptz(3) not null default now(),
  last_error  text
);
create index stripe_event_handled_at_retry_at_idx on stripe_event (handled_at, retry_at);

create table stripe_balance_transaction (
  stripe_id           text primary key,
  type                text not null,
  source              text not null,
  amount              bigint not null,
  fee                 bigint not null,
  net                 bigint not null check (net = amount - fee),
  currency            text not null,
  available_on        timestamptz(3) not null,
  available_posted_at timestamptz(3),
  created_at          timestamptz(3) not null default now()
);
create index stripe_balance_transaction_available_idx on stripe_balance_transaction (available_posted_at, available_on);
