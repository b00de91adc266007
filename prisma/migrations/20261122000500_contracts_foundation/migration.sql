-- Contracts: immutable versions, reviews bound to a hash, one signature a side, tranches with their reservation.

create type "ContractState" as enum (
  'DRAFT', 'NEGOTIATION', 'IN_REVIEW', 'CONDITIONAL', 'APPROVED', 'SIGNED', 'EFFECTIVE', 'ACTIVE', 'SUSPENDED', 'TERMINATED', 'EXPIRED', 'REJECTED',
  'WITHDRAWN', 'LAPSED'
);
create type "ContractSide" as enum ('HOST', 'TENANT');
create type "ReviewState" as enum ('OPEN', 'APPROVED', 'CHANGES_REQUESTED', 'ABANDONED');
create type "ReviewVerdict" as enum ('OPEN', 'PASS', 'FAIL', 'WAIVED');

create table contract (
  id                   text primary key,
  proposal_id          text not null references proposal (id),
  host_id              text not null references organisation (id),
  tenant_id            text not null references organisation (id),
  state                "ContractState" not null,
  revision             integer not null default 1 check (revision > 0),
  version_id           text not null,
  zone                 text not null check (zone <> ''),
  currency             text not null check (currency ~ '^[A-Z]{3}$'),
  start_date           date not null,
  end_date             date not null,
  security_required    boolean not null,
  security_received_at timestamptz(3),
  drafted_at           timestamptz(3) not null,
  created_at           timestamptz(3) not null default now(),
  constraint contract_has_two_sides check (host_id <> tenant_id),
  constraint contract_term_is_not_empty check (start_date < end_date),
  constraint contract_takes_effect_secured check (state not in ('EFFECTIVE', 'ACTIVE', 'SUSPENDED') or not security_required or security_received_at is not null)
);
-- A proposal becomes one contract, however many press accept.
create unique index contract_proposal_id_key on contract (proposal_id);
create index contract_host_id_id_idx on contract (host_id, id);
create index contract_tenant_id_id_idx on contract (tenant_id, id);
create index contract_state_id_idx on contract (state, id);

create table contract_version (
  id          text primary key,
  contract_id text not null,
  host_id     text not null references organisation (id),
  tenant_id   text not null references organisation (id),
  number      integer not null check (number > 0),
  terms       jsonb not null check (jsonb_typeof(terms) = 'object'),
  sha256      text not null references stored_file (sha256),
  author_id   text,
  author_name text not null,
  written_at  timestamptz(3) not null,
  created_at  timestamptz(3) not null default now()
);
-- Deferred, because contract and first version name each other.
alter table contract_version add constraint contract_version_contract_id_fkey foreign key (contract_id) references contract (id) on delete restrict deferrable initially deferred;
alter table contract add constraint contract_version_id_fkey foreign key (version_id) references contract_version (id) on delete restrict deferrable initially deferred;
create unique index contract_version_contract_id_number_key on contract_version (contract_id, number);
create unique index contract_version_id_sha256_key on contract_version (id, sha256);
create unique index contract_version_id_contract_id_key on contract_version (id, contract_id);
create trigger contract_version_insert_only before update or delete on contract_version for each row execute function refuse_change();

-- Billing reads the version in force for each interval; at most one at any instant.
create table version_in_force (
  version_id  text primary key,
  contract_id text not null references contract (id),
  host_id     text not null references organisation (id),
  tenant_id   text not null references organisation (id),
  valid_from  timestamptz(3) not null,
  valid_to    timestamptz(3),
  constraint version_in_force_period check (valid_to is null or valid_from < valid_to),
  constraint version_in_force_one_at_a_time exclude using gist (contract_id with =, tstzrange(valid_from, valid_to) with &&)
);
alter table version_in_force add constraint version_in_force_of_its_contract foreign key (version_id, contract_id) references contract_version (id, contract_id) on delete restrict;
alter table version_in_force add constraint version_in_force_version_id_fkey foreign key (version_id) references contract_version (id) on delete restrict;

create table tranche (
  id                  text primary key,
  contract_id         text not null,
  host_id             text not null references organisation (id),
  tenant_id           text not null references organisation (id),
  ordinal             integer not null check (ordinal > 0),
  site_id             text not null references site (id),
  hall_id             text not null references hall (id),
  cluster_id          text references gpu_cluster (id),
  power_w             bigint not null check (power_w > 0),
  gpus                integer not null check (gpus >= 0),
  gpu_model           text,
  start_date          date not null,
  end_date            date not null,
  contract_rent_start date not null,
  rent_start          date,
  accepted_at         timestamptz(3),
  accepted_by_id      text,
  reservation_id      text not null references reservation (id),
  constraint tranche_dates check (start_date < end_date and contract_rent_start >= start_date and contract_rent_start < end_date),
  constraint tranche_gpus_have_a_cluster check ((gpus > 0) = (cluster_id is not null) and (gpus > 0) = (gpu_model is not null)),
  -- No rent without a handover, and never earlier than agreed.
  constraint tranche_rent_follows_acceptance check ((accepted_at is null) = (rent_start is null) and (rent_start is null or rent_start >= contract_rent_start))
);
alter table tranche add constraint tranche_contract_id_fkey foreign key (contract_id) references contract (id) on delete restrict;
create unique index tranche_contract_id_ordinal_key on tranche (contract_id, ordinal);
create unique index tranche_reservation_id_key on tranche (reservation_id);
create index tranche_hall_id_idx on tranche (hall_id);

create table review (
  id                text primary key,
  contract_id       text not null,
  host_id           text not null references organisation (id),
  tenant_id         text not null references organisation (id),
  version_id        text not null,
  sha256            text not null,
  round             integer not null check (round > 0),
  state             "ReviewState" not null,
  opened_at         timestamptz(3) not null,
  submitted_by_id   text,
  submitted_by_name text not null,
  decided_by_id     text,
  decided_by_name   text,
  decided_at        timestamptz(3),
  reason            text,
  constraint review_of_exactly_one_document foreign key (version_id, sha256) references contract_version (id, sha256),
  constraint review_decision check ((state = 'OPEN') = (decided_at is null)),
  constraint review_changes_have_a_reason check (state <> 'CHANGES_REQUESTED' or length(reason) >= 10),
  -- Four eyes, as far as one row can tell: who submitted does not approve.
  constraint review_decided_by_another check (state not in ('APPROVED', 'CHANGES_REQUESTED') or decided_by_id is distinct from submitted_by_id or submitted_by_id is null)
);
alter table review add constraint review_contract_id_fkey foreign key (contract_id) references contract (id) on delete restrict;
create unique index review_contract_id_round_key on review (contract_id, round);
create unique index review_one_open_key on review (contract_id) where state = 'OPEN';
create index review_state_opened_at_id_idx on review (state, opened_at, id);

create table review_item (
  review_id          text not null,
  number             integer not null check (number between 1 and 34),
  verdict            "ReviewVerdict" not null default 'OPEN',
  reason             text,
  evidence           text,
  suggested_verdict  "ReviewVerdict" check (suggested_verdict in ('PASS', 'FAIL')),
  suggested_evidence text,
  reviewer_id        text,
  reviewer_name      text,
  settled_at         timestamptz(3),
  primary key (review_id, number),
  constraint review_item_settled check ((verdict = 'OPEN') = (settled_at is null) and (verdict = 'OPEN') = (reviewer_name is null)),
  constraint review_item_has_a_reason check (verdict not in ('FAIL', 'WAIVED') or length(reason) >= 10),
  constraint review_item_suggestion check ((suggested_verdict is null) = (suggested_evidence is null))
);
alter table review_item add constraint review_item_review_id_fkey foreign key (review_id) references review (id) on delete restrict;

create table signature (
  id              text primary key,
  contract_id     text not null,
  host_id         text not null references organisation (id),
  tenant_id       text not null references organisation (id),
  version_id      text not null,
  side            "ContractSide" not null,
  organisation_id text not null,
  person_id       text not null references person (id),
  person_name     text not null,
  typed_name      text not null check (typed_name <> ''),
  sha256          text not null,
  consent_version text not null,
  credential_id   text,
  signed_at       timestamptz(3) not null,
  created_at      timestamptz(3) not null default now(),
  constraint signature_on_exactly_one_document foreign key (version_id, sha256) references contract_version (id, sha256),
  constraint signature_by_its_side check (organisation_id = case side when 'HOST' then host_id else tenant_id end)
);
alter table signature add constraint signature_contract_id_fkey foreign key (contract_id) references contract (id) on delete restrict;
alter table signature add constraint signature_version_id_fkey foreign key (version_id) references contract_version (id) on delete restrict;
create unique index signature_version_id_side_key on signature (version_id, side);
create unique index signature_version_id_person_id_key on signature (version_id, person_id);
create index signature_contract_id_idx on signature (contract_id);
create trigger signature_insert_only before update or delete on signature for each row execute function refuse_change();

-- The second wall behind the lifecycle table: nothing counts as approved without an approved review of the very version,
-- and nothing binds without the signatures of both sides on it. Checked at commit, when all rows of a move are written.
create function contract_is_what_it_says() returns trigger language plpgsql as $$
declare
  now_is contract%rowtype;
begin
  select * into now_is from contract where id = new.id;
  if now_is.state in ('APPROVED', 'SIGNED', 'EFFECTIVE', 'ACTIVE', 'SUSPENDED')
     and not exists (select 1 from review r where r.contract_id = now_is.id and r.version_id = now_is.version_id and r.state = 'APPROVED') then
    raise exception 'contract % is % without an approved review of its version', now_is.id, now_is.state using errcode = 'check_violation';
  end if;
  if now_is.state in ('SIGNED', 'EFFECTIVE', 'ACTIVE', 'SUSPENDED')
     and (select count(*) from signature s where s.version_id = now_is.version_id) <> 2 then
    raise exception 'contract % is % without the signatures of both sides', now_is.id, now_is.state using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger contract_approved_and_signed after insert or update on contract deferrable initially deferred for each row execute function contract_is_what_it_says();
