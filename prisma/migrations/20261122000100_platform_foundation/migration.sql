-- What every context stands on: business time, the audit trail with its outbox, idempotency keys, stored files.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table business_clock (
  one           boolean primary key default true check (one),
  business_base timestamptz(3) not null,
  wall_base     timestamptz(3) not null,
  running       boolean not null default true
);

-- The truth about business time: the movable clock where there is one, else wall time (decisions.md 17).
create function business_clock_now() returns timestamptz language sql volatile as $$
  select date_trunc('milliseconds', coalesce(
    (select case when running then business_base + (clock_timestamp() - wall_base) else business_base end from business_clock),
    clock_timestamp()))
$$;

-- Business time of the current scope: fixed when the scope opened, so that one transaction has one time.
create function business_now() returns timestamptz language plpgsql stable as $$
declare
  fixed text := current_setting('app.now', true);
begin
  if fixed is null or fixed = '' then
    return business_clock_now();
  end if;
  return fixed::timestamptz;
end $$;

create function notify_business_clock() returns trigger language plpgsql as $$
begin
  perform pg_notify('busbar_clock', '');
  return null;
end $$;
create trigger business_clock_moved after insert or update or delete on business_clock for each statement execute function notify_business_clock();

-- Insert-only tables carry this trigger; a correction is a new row.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;

create table event (
  id              text primary key,
  type            text not null,
  version         integer not null default 1,
  subject         text not null,
  sequence        integer not null,
  actor_kind      text not null,
  actor_id        text,
  actor_name      text not null,
  credential_id   text,
  organisation_id text,
  organisations   text[] not null,
  at              timestamptz(3) not null,
  recorded_at     timestamptz(3) not null default now(),
  data            jsonb not null
);
create unique index event_subject_sequence_key on event (subject, sequence);
create index event_recorded_at_idx on event (recorded_at);
create trigger event_insert_only before update or delete on event for each row execute function refuse_change();

create table event_outbox (
  event_id     text primary key,
  subject      text not null,
  sequence     integer not null,
  attempts     integer not null default 0,
  available_at timestamptz(3) not null default now(),
  leased_until timestamptz(3),
  parked_at    timestamptz(3),
  last_error   text
);
create index event_outbox_available_at_idx on event_outbox (available_at);
create index event_outbox_subject_sequence_idx on event_outbox (subject, sequence);
alter table event_outbox add constraint event_outbox_event_id_fkey foreign key (event_id) references event (id);

create table event_handled (
  event_id   text not null,
  handler    text not null,
  created_at timestamptz(3) not null default now(),
  primary key (event_id, handler)
);

-- Writes an event and its outbox row. The lock orders the sequence of one subject; NOTIFY is a hint, polling the rule.
create function publish_event(
  p_id text, p_type text, p_version integer, p_subject text, p_actor_kind text, p_actor_id text, p_actor_name text,
  p_credential_id text, p_organisation_id text, p_organisations text[], p_data jsonb
) returns integer language plpgsql as $$
declare
  next_sequence integer;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_subject, 0));
  select coalesce(max(sequence), 0) + 1 into next_sequence from event where subject = p_subject;
  insert into event (id, type, version, subject, sequence, actor_kind, actor_id, actor_name, credential_id, organisation_id, organisations, at, data)
  values (p_id, p_type, p_version, p_subject, next_sequence, p_actor_kind, p_actor_id, p_actor_name, p_credential_id, p_organisation_id, p_organisations, business_now(), p_data);
  insert into event_outbox (event_id, subject, sequence) values (p_id, p_subject, next_sequence);
  perform pg_notify('busbar_outbox', '');
  return next_sequence;
end $$;

create table idempotency_key (
  organisation_id text not null,
  operation       text not null,
  key             text not null,
  input_hash      text not null,
  result          jsonb,
  done            boolean not null default false,
  leased_until    timestamptz(3) not null,
  created_at      timestamptz(3) not null default now(),
  primary key (organisation_id, operation, key)
);
create index idempotency_key_created_at_idx on idempotency_key (created_at);

create table stored_file (
  sha256       text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  content_type text not null,
  size         integer not null check (size >= 0 and size <= 26214400),
  bytes        bytea not null,
  created_at   timestamptz(3) not null default now()
);
create trigger stored_file_insert_only before update or delete on stored_file for each row execute function refuse_change();
