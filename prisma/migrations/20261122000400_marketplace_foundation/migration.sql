-- Listings, requests and proposals (libs/marketplace). Capacity is held in capacity's own tables; here is only who asked.

create type "Product" as enum ('COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER');
create type "ListingState" as enum ('DRAFT', 'PUBLISHED', 'PAUSED', 'WITHDRAWN');
create type "RequestState" as enum ('DRAFT', 'OPEN', 'AWARDED', 'CLOSED', 'EXPIRED');
create type "ProposalState" as enum ('SENT', 'COUNTERED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'LOST');
create type "ProposalSide" as enum ('HOST', 'TENANT');

create table listing (
  id                  text primary key,
  host_id             text not null references organisation (id),
  site_id             text not null references site (id),
  hall_id             text not null references hall (id),
  cluster_id          text references gpu_cluster (id),
  product             "Product" not null,
  state               "ListingState" not null,
  title               text not null check (length(title) <= 200),
  description         text not null check (length(description) <= 5000),
  country             text not null check (country ~ '^[A-Z]{2}$'),
  gpu_model           text,
  power_w             bigint not null check (power_w > 0),
  gpus                integer check (gpus > 0),
  lot_minimum         bigint not null check (lot_minimum > 0),
  lot_increment       bigint not null check (lot_increment > 0),
  earliest_start      date not null,
  minimum_term_months integer not null check (minimum_term_months >= 1),
  maximum_term_months integer not null check (maximum_term_months between minimum_term_months and 360),
  firmness            "Firmness" not null,
  curtailable_hours   integer not null check (curtailable_hours between 0 and 8760),
  notice_minutes      integer not null check (notice_minutes between 0 and 43200),
  retained_percent    integer not null check (retained_percent between 0 and 100),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  terms               jsonb not null check (jsonb_typeof(terms) = 'array' and jsonb_array_length(terms) between 1 and 20),
  deposit_months      integer not null check (deposit_months between 0 and 24),
  visible_to          text[] not null,
  price_justification text,
  per_it_kwh          numeric(20,12) not null check (per_it_kwh >= 0),
  per_kw_month        numeric(20,12) not null check (per_kw_month >= 0),
  per_gpu_hour        numeric(20,12) check (per_gpu_hour >= 0),
  reference_price     jsonb not null,
  version             integer not null check (version >= 1),
  created_at          timestamptz(3) not null,
  published_at        timestamptz(3),
  constraint listing_gpus_with_cluster check ((product = 'GPU_CLUSTER') = (gpus is not null) and (gpus is null) = (cluster_id is null) and (cluster_id is null) = (gpu_model is null)),
  constraint listing_lot_within_offer check (lot_minimum <= coalesce(gpus, power_w)),
  constraint listing_firm_without_hours check ((firmness = 'FIRM') = (curtailable_hours = 0)),
  constraint listing_published_once check (state in ('DRAFT', 'WITHDRAWN') or published_at is not null)
);
create index listing_host_id_idx on listing (host_id);
create index listing_hall_id_idx on listing (hall_id);
-- The market page: one state, often one product, in the order of one of the three prices.
create index listing_market_per_kw_month_idx on listing (product, per_kw_month, id) where state = 'PUBLISHED';
create index listing_market_per_it_kwh_idx on listing (product, per_it_kwh, id) where state = 'PUBLISHED';
create index listing_market_per_gpu_hour_idx on listing (gpu_model, per_gpu_hour, id) where state = 'PUBLISHED' and per_gpu_hour is not null;
create index listing_market_country_idx on listing (country, product) where state = 'PUBLISHED';
create index listing_title_trgm_idx on listing using gin (title gin_trgm_ops);

create table request (
  id           text primary key,
  tenant_id    text not null references organisation (id),
  title        text not null check (length(title) <= 200),
  description  text not null check (length(description) <= 5000),
  state        "RequestState" not null,
  product      "Product" not null,
  requirements jsonb not null,
  weights      jsonb not null,
  addressed_to text[] not null,
  deadline     timestamptz(3) not null,
  version      integer not null check (version >= 1),
  created_at   timestamptz(3) not null,
  opened_at    timestamptz(3),
  constraint request_opened_once check (state in ('DRAFT', 'CLOSED') or opened_at is not null)
);
create index request_tenant_id_idx on request (tenant_id);
create index request_open_idx on request (id) where state = 'OPEN';
create index request_deadline_idx on request (deadline) where state = 'OPEN';

create table proposal (
  id         text primary key,
  request_id text not null references request (id),
  listing_id text not null references listing (id),
  hall_id    text not null references hall (id),
  host_id    text not null references organisation (id),
  tenant_id  text not null references organisation (id),
  product    "Product" not null,
  state      "ProposalState" not null,
  expires_at timestamptz(3) not null,
  reason     text check (length(reason) <= 2000),
  revision   integer not null check (revision >= 1),
  created_at timestamptz(3) not null,
  ended_at   timestamptz(3),
  constraint proposal_two_parties check (host_id <> tenant_id),
  constraint proposal_ended_when_not_live check ((state in ('SENT', 'COUNTERED')) = (ended_at is null))
);
create index proposal_request_id_idx on proposal (request_id);
create index proposal_listing_id_idx on proposal (listing_id);
create index proposal_host_id_idx on proposal (host_id);
create index proposal_tenant_id_idx on proposal (tenant_id);
create index proposal_live_expiry_idx on proposal (expires_at) where state in ('SENT', 'COUNTERED');
create index proposal_live_hall_idx on proposal (hall_id) where state in ('SENT', 'COUNTERED');
-- A request is awarded once, however many press accept.
create unique index proposal_accepted_once on proposal (request_id) where state = 'ACCEPTED';

create table proposal_version (
  id              text primary key,
  proposal_id     text not null references proposal (id),
  number          integer not null check (number >= 1),
  host_id         text not null,
  tenant_id       text not null,
  author          "ProposalSide" not null,
  author_id       text,
  sent_at         timestamptz(3) not null,
  expires_at      timestamptz(3) not null,
  tranches        jsonb not null check (jsonb_typeof(tranches) = 'array' and jsonb_array_length(tranches) >= 1),
  terms           jsonb not null check (jsonb_typeof(terms) = 'array' and jsonb_array_length(terms) >= 1),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  conditions      text not null check (length(conditions) <= 5000),
  deposit_months  integer not null check (deposit_months between 0 and 24),
  price           jsonb not null,
  maximum_total   bigint not null check (maximum_total >= 0),
  unbounded_codes text[] not null,
  fees            jsonb not null,
  constraint proposal_version_expires_after_sent check (expires_at > sent_at)
);
create unique index proposal_version_proposal_id_number_key on proposal_version (proposal_id, number);
create trigger proposal_version_insert_only before update or delete on proposal_version for each row execute function refuse_change();

create table proposal_hold (
  version_id     text not null references proposal_version (id),
  tranche        integer not null check (tranche >= 0),
  host_id        text not null,
  tenant_id      text not null,
  reservation_id text not null references reservation (id),
  primary key (version_id, tranche)
);
create index proposal_hold_reservation_id_idx on proposal_hold (reservation_id);
create trigger proposal_hold_insert_only before update or delete on proposal_hold for each row execute function refuse_change();
