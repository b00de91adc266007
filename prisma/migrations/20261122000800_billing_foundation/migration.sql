-- Billing: index prices, periods that tile time, resumable runs with their pins, invoices that never change once issued.

create type "BillingPeriodState" as enum ('OPEN', 'COLLECTING', 'RATED', 'CLOSED');
create type "CollectingReason" as enum ('PRICE_MISSING', 'INTERVALS_MISSING', 'RATING_REFUSED', 'SETTLEMENT_UNSUPPORTED');
create type "BillingRunState" as enum ('RATING', 'ISSUING', 'DONE');
create type "BillingItemState" as enum ('PENDING', 'RATED', 'ISSUED', 'EMPTY', 'WAITING', 'PARKED');
create type "InvoiceState" as enum ('DRAFT', 'ISSUED', 'VOID');
create type "InvoiceDocument" as enum ('INVOICE', 'CREDIT_NOTE');
create type "PriceIndexStatus" as enum ('PRELIMINARY', 'FINAL');

create table price_index (
  code         text not null,
  version      text not null,
  status       "PriceIndexStatus" not null,
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  step_minutes integer not null check (step_minutes in (5, 15, 30, 60)),
  source       text not null,
  created_at   timestamptz(3) not null default now(),
  primary key (code, version)
);

create table index_price (
  code     text not null,
  version  text not null,
  start_at timestamptz(3) not null,
  price    numeric(14, 6) not null,
  primary key (code, version, start_at),
  foreign key (code, version) references price_index (code, version)
);
create trigger price_index_insert_only before update or delete on price_index for each row execute function refuse_change();
create trigger index_price_insert_only before update or delete on index_price for each row execute function refuse_change();

create table billing_period (
  id          text primary key,
  contract_id text not null references contract (id),
  host_id     text not null references organisation (id),
  tenant_id   text not null references organisation (id),
  ordinal     integer not null check (ordinal >= 0),
  -- The period before the first one: its invoice bills the first rent in advance and nothing else.
  opening     boolean not null,
  from_date   date not null,
  to_date     date not null,
  from_at     timestamptz(3) not null,
  to_at       timestamptz(3) not null,
  state       "BillingPeriodState" not null,
  -- When the period is to be looked at next.
  due_at      timestamptz(3) not null,
  reason      "CollectingReason",
  reason_text text,
  created_at  timestamptz(3) not null default now(),
  check (from_date < to_date and from_at < to_at),
  check (reason is null or state = 'COLLECTING'),
  constraint billing_period_tiles exclude using gist (contract_id with =, tstzrange(from_at, to_at) with &&)
);
create unique index billing_period_contract_id_ordinal_key on billing_period (contract_id, ordinal);
create index billing_period_state_due_at_idx on billing_period (state, due_at);

-- No gap: each period begins where the one before it ends; and what a period spans never changes.
create function billing_period_follows() returns trigger language plpgsql as $$
declare
  ends timestamptz;
begin
  if tg_op = 'UPDATE' then
    if (new.contract_id, new.ordinal, new.opening, new.from_at, new.to_at, new.from_date, new.to_date) is distinct from (old.contract_id, old.ordinal, old.opening, old.from_at, old.to_at, old.from_date, old.to_date) then
      raise exception 'a billing period keeps its span' using errcode = 'restrict_violation';
    end if;
    if old.state = 'CLOSED' and new.state <> 'CLOSED' then
      raise exception 'a closed billing period stays closed' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  select to_at into ends from billing_period where contract_id = new.contract_id order by from_at desc limit 1;
  if ends is not null and ends <> new.from_at then
    raise exception 'billing periods of a contract leave no gap' using errcode = 'check_violation', constraint = 'billing_period_tiles';
  end if;
  return new;
end $$;
create trigger billing_period_follows before insert or update on billing_period for each row execute function billing_period_follows();
create trigger billing_period_kept before delete on billing_period for each row execute function refuse_change();

create table billing_run (
  id          text primary key,
  state       "BillingRunState" not null,
  started_at  timestamptz(3) not null,
  finished_at timestamptz(3),
  created_at  timestamptz(3) not null default now(),
  check ((state = 'DONE') = (finished_at is not null))
);
-- One run at a time: what falls due meanwhile belongs to the next.
create unique index billing_run_one_open_key on billing_run ((true)) where state <> 'DONE';

create table billing_run_item (
  id           text primary key,
  run_id       text not null references billing_run (id),
  contract_id  text not null references contract (id),
  period_id    text not null references billing_period (id),
  revision     integer not null check (revision > 0),
  state        "BillingItemState" not null,
  reason_text  text,
  -- What was rated: terms as JSON, series and price columns by the SHA-256 under which their bytes are stored.
  pins         jsonb,
  rated_sha256 text,
  -- What the rating leaves to the next period's: peaks, the contract year's energy.
  carried      jsonb,
  created_at   timestamptz(3) not null default now(),
  check (state not in ('RATED', 'ISSUED', 'EMPTY') or (pins is not null and rated_sha256 is not null))
);
create unique index billing_run_item_run_id_contract_id_period_id_revision_key on billing_run_item (run_id, contract_id, period_id, revision);
create index billing_run_item_run_id_state_idx on billing_run_item (run_id, state);
create index billing_run_item_period_id_idx on billing_run_item (period_id);
-- A revision of a period is billed by one item, whatever run it belongs to.
create unique index billing_run_item_billed_key on billing_run_item (period_id, revision) where state in ('PENDING', 'RATED', 'ISSUED', 'EMPTY');

create function billing_pins_stand() returns trigger language plpgsql as $$
begin
  if old.pins is not null and (new.pins is distinct from old.pins or new.rated_sha256 is distinct from old.rated_sha256) then
    raise exception 'pins are never changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger billing_run_item_pins_stand before update on billing_run_item for each row execute function billing_pins_stand();

create table invoice_series (
  code        text primary key,
  last_number integer not null check (last_number >= 0)
);

create table invoice (
  id           text primary key,
  number       text,
  series       text,
  sequence     integer,
  document     "InvoiceDocument" not null,
  state        "InvoiceState" not null,
  contract_id  text not null references contract (id),
  host_id      text not null references organisation (id),
  tenant_id    text not null references organisation (id),
  period_id    text not null references billing_period (id),
  revision     integer not null check (revision > 0),
  run_item_id  text not null references billing_run_item (id),
  zone         text not null,
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  from_date    date not null,
  to_date      date not null,
  subtotal     bigint not null,
  tax          bigint not null,
  total        bigint not null,
  platform_fee bigint not null,
  fee_rate     text not null,
  settlement   text not null check (settlement in ('PLATFORM', 'DIRECT')),
  payment_days integer not null check (payment_days >= 0),
  issued_at    timestamptz(3),
  due_on       date,
  created_at   timestamptz(3) not null default now(),
  check (total = subtotal + tax),
  check ((document = 'CREDIT_NOTE') = (total < 0)),
  check ((state = 'ISSUED') = (number is not null and series is not null and sequence is not null and issued_at is not null and due_on is not null))
);
create unique index invoice_number_key on invoice (number);
create unique index invoice_series_sequence_key on invoice (series, sequence);
create index invoice_host_id_id_idx on invoice (host_id, id);
create index invoice_tenant_id_id_idx on invoice (tenant_id, id);
create index invoice_contract_id_id_idx on invoice (contract_id, id);
-- A period is billed once; the next revision needs the full credit note of this one.
create unique index invoice_billed_once_key on invoice (contract_id, period_id, revision) where state <> 'VOID';

create table invoice_line (
  invoice_id           text not null references invoice (id),
  number               integer not null check (number > 0),
  code                 text not null,
  term_id              text not null,
  tranche_id           text,
  rule                 text not null,
  quantity             text not null,
  fraction_numerator   text,
  fraction_denominator text,
  unit                 text not null,
  unit_price           text not null,
  informational        boolean not null,
  amount               bigint not null,
  from_date            date not null,
  to_date              date not null,
  from_at              timestamptz(3) not null,
  to_at                timestamptz(3) not null,
  pass_through         boolean not null,
  taxable_fraction     text not null,
  payees               jsonb not null,
  intervals            jsonb,
  steps                jsonb not null,
  primary key (invoice_id, number)
);

create table invoice_tax_line (
  invoice_id   text not null references invoice (id),
  number       integer not null check (number > 0),
  code         text not null,
  jurisdiction text not null,
  rate         text not null,
  base         text not null,
  amount       bigint not null,
  allocation   jsonb not null,
  note         text,
  primary key (invoice_id, number)
);

create table invoice_settlement (
  id              text primary key,
  invoice_id      text not null references invoice (id),
  host_id         text not null references organisation (id),
  tenant_id       text not null references organisation (id),
  organisation_id text not null references organisation (id),
  amount          bigint not null,
  currency        text not null
);
create unique index invoice_settlement_invoice_id_organisation_id_key on invoice_settlement (invoice_id, organisation_id);
create index invoice_settlement_organisation_id_idx on invoice_settlement (organisation_id);

-- Once issued, an invoice stands as it is; a draft may only be issued or void, with the content it was rated with.
create function invoice_stands() returns trigger language plpgsql as $$
begin
  if old.state <> 'DRAFT' then
    raise exception 'an invoice that is % never changes', lower(old.state::text) using errcode = 'restrict_violation';
  end if;
  if (new.contract_id, new.period_id, new.revision, new.run_item_id, new.currency, new.subtotal, new.tax, new.total, new.platform_fee, new.document)
     is distinct from (old.contract_id, old.period_id, old.revision, old.run_item_id, old.currency, old.subtotal, old.tax, old.total, old.platform_fee, old.document) then
    raise exception 'a draft keeps what was rated' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger invoice_stands before update on invoice for each row execute function invoice_stands();
create trigger invoice_kept before delete on invoice for each row execute function refuse_change();

-- Lines, taxes and shares come with the draft and never change; an issued invoice takes no more.
create function invoice_parts_stand() returns trigger language plpgsql as $$
begin
  if (select state from invoice where id = new.invoice_id) <> 'DRAFT' then
    raise exception 'an issued invoice takes no more lines' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger invoice_line_of_draft before insert on invoice_line for each row execute function invoice_parts_stand();
create trigger invoice_tax_line_of_draft before insert on invoice_tax_line for each row execute function invoice_parts_stand();
create trigger invoice_settlement_of_draft before insert on invoice_settlement for each row execute function invoice_parts_stand();
create trigger invoice_line_insert_only before update or delete on invoice_line for each row execute function refuse_change();
create trigger invoice_tax_line_insert_only before update or delete on invoice_tax_line for each row execute function refuse_change();
create trigger invoice_settlement_insert_only before update or delete on invoice_settlement for each row execute function refuse_change();

-- At commit: an invoice is the sum of its lines, its tax the sum of its taxes, and fee and shares are its net.
create function invoice_is_its_parts() returns trigger language plpgsql as $$
declare
  lines bigint;
  taxes bigint;
  shares bigint;
begin
  select coalesce(sum(amount), 0) into lines from invoice_line where invoice_id = new.id;
  select coalesce(sum(amount), 0) into taxes from invoice_tax_line where invoice_id = new.id;
  select coalesce(sum(amount), 0) into shares from invoice_settlement where invoice_id = new.id;
  if lines <> new.subtotal or taxes <> new.tax or shares + new.platform_fee <> new.subtotal then
    raise exception 'invoice %: lines %, taxes %, shares % do not make it', new.id, lines, taxes, shares using errcode = 'check_violation', constraint = 'invoice_is_its_parts';
  end if;
  return null;
end $$;
create constraint trigger invoice_is_its_parts after insert or update on invoice deferrable initially deferred for each row execute function invoice_is_its_parts();
