-- Meters and what they count for; readings as they came, quarter-hours as they stand, and what those replaced.

create extension if not exists btree_gist;

create type "MeterKind" as enum ('UTILITY', 'HALL', 'PDU', 'GPU');
create type "MeterRole" as enum ('IT', 'HALL_IT', 'FACILITY');
create type "IntakeChannel" as enum ('REST', 'FILE');

create table meter (
  id         text primary key,
  -- What a meter is called inside interval tables.
  number     serial not null,
  host_id    text not null references organisation (id),
  site_id    text not null references site (id),
  hall_id    text references hall (id),
  kind       "MeterKind" not null,
  name       text not null check (name <> ''),
  serial     text check (serial <> ''),
  rated_w    bigint not null check (rated_w > 0),
  created_at timestamptz(3) not null default now()
);
create unique index meter_number_key on meter (number);
create unique index meter_site_id_name_key on meter (site_id, name);
create index meter_host_id_idx on meter (host_id);

create table meter_assignment (
  id               text primary key,
  meter_id         text not null,
  host_id          text not null references organisation (id),
  tenant_id        text not null references organisation (id),
  contract_id      text not null references contract (id),
  tranche_id       text not null references tranche (id),
  role             "MeterRole" not null,
  share_millionths integer not null check (share_millionths between 1 and 1000000),
  during           tstzrange not null check (not isempty(during) and not lower_inf(during) and lower_inc(during) and not upper_inc(during)),
  created_at       timestamptz(3) not null default now(),
  constraint meter_assignment_once_a_tranche exclude using gist (meter_id with =, tranche_id with =, role with =, during with &&),
  -- Smaller shares are added up by the service under the meter's lock; two wholes are impossible whoever writes.
  constraint meter_assignment_whole_once exclude using gist (meter_id with =, during with &&) where (role = 'IT' and share_millionths = 1000000)
);
alter table meter_assignment add constraint meter_assignment_meter_id_fkey foreign key (meter_id) references meter (id) on delete restrict on update cascade;
create index meter_assignment_meter_id_idx on meter_assignment (meter_id);
create index meter_assignment_contract_id_idx on meter_assignment (contract_id);
create index meter_assignment_tenant_id_idx on meter_assignment (tenant_id);

create table intake_batch (
  id          text primary key,
  host_id     text not null references organisation (id),
  channel     "IntakeChannel" not null,
  file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  accepted    integer not null check (accepted >= 0),
  duplicates  integer not null check (duplicates >= 0),
  refused     integer not null check (refused >= 0),
  received_at timestamptz(3) not null,
  created_at  timestamptz(3) not null default now(),
  constraint intake_batch_file_has_a_hash check ((channel = 'FILE') = (file_sha256 is not null))
);
create index intake_batch_host_id_idx on intake_batch (host_id);
create trigger intake_batch_insert_only before update or delete on intake_batch for each row execute function refuse_change();

-- Kept apart so that these tables can be distributed on the meter later: no foreign key leaves them.
create schema telemetry;

-- What was sent, never changed. One event of a source is one row for ever, which is what makes sending again harmless.
create table telemetry.reading (
  meter       integer not null,
  source      text not null,
  event_id    text not null,
  start       timestamptz(3) not null,
  duration_s  integer not null check (duration_s in (900, 1800, 3600)),
  energy_mj   bigint not null check (energy_mj >= 0),
  quality     smallint not null,
  batch_id    text not null,
  received_at timestamptz(3) not null,
  primary key (meter, source, event_id)
);
create trigger reading_insert_only before update or delete on telemetry.reading for each row execute function refuse_change();

-- The value that counts now. Ordered by time: arrivals are, and the newest month stays in memory.
create table telemetry.interval (
  start      timestamptz(3) not null check (extract(epoch from start)::bigint % 900 = 0 and start = date_trunc('minute', start)),
  energy_mj  bigint not null check (energy_mj >= 0),
  changed_at timestamptz(3) not null,
  meter      integer not null,
  version    integer not null default 1,
  quality    smallint not null check (quality > 0),
  primary key (start, meter)
) partition by range (start);

create table telemetry.interval_history (
  meter       integer not null,
  start       timestamptz(3) not null,
  version     integer not null,
  energy_mj   bigint not null,
  quality     smallint not null,
  changed_at  timestamptz(3) not null,
  replaced_at timestamptz(3) not null,
  primary key (meter, start, version)
);
create trigger interval_history_insert_only before update or delete on telemetry.interval_history for each row execute function refuse_change();

-- Whoever changes an interval leaves its former value behind and counts the version up; nobody deletes one.
create function telemetry.keep_former_interval() returns trigger language plpgsql as $$
begin
  if (new.start, new.meter) <> (old.start, old.meter) then
    raise exception 'an interval keeps its meter and its time' using errcode = 'restrict_violation';
  end if;
  new.version := old.version + 1;
  insert into telemetry.interval_history (meter, start, version, energy_mj, quality, changed_at, replaced_at)
  values (old.meter, old.start, old.version, old.energy_mj, old.quality, old.changed_at, new.changed_at);
  return new;
end $$;
create trigger interval_keeps_former before update on telemetry.interval for each row execute function telemetry.keep_former_interval();
create trigger interval_not_deleted before delete on telemetry.interval for each row execute function refuse_change();

-- Makes the partition of a month (UTC) unless it is there. Attached rather than created in place, so that readers and writers
-- of other months are not locked out; the advisory lock lets one of several intakes make it. A month that is over gets its
-- index by meter at once, while it is empty.
create function telemetry.ensure_month(p_at timestamptz) returns void language plpgsql set timezone to 'UTC' as $$
declare
  first timestamptz := date_trunc('month', p_at);
  after timestamptz := first + interval '1 month';
  name  text := to_char(first, '"interval_"YYYY_MM');
begin
  if to_regclass('telemetry.' || name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('telemetry.interval', 0));
  if to_regclass('telemetry.' || name) is not null then
    return;
  end if;
  execute format('create table telemetry.%I (like telemetry.interval including defaults including constraints)', name);
  execute format('alter table telemetry.%I add primary key (start, meter)', name);
  execute format('alter table telemetry.interval attach partition telemetry.%I for values from (%L) to (%L)', name, first, after);
  if after <= business_now() then
    perform telemetry.index_month(first);
  end if;
end $$;

-- A month read by meter is 100 times faster with this index; a month that is being written to is better without.
create function telemetry.index_month(p_at timestamptz) returns void language plpgsql as $$
declare
  name text := to_char(date_trunc('month', p_at, 'UTC') at time zone 'UTC', '"interval_"YYYY_MM');
begin
  perform pg_advisory_xact_lock(hashtextextended('telemetry.interval', 0));
  execute format('create index if not exists %I on telemetry.%I (meter, start)', name || '_meter_start_idx', name);
end $$;

-- Months with a partition and without the index by meter, oldest first.
create view telemetry.unindexed_month as
  select to_date(substr(c.relname, 10), 'YYYY_MM')::timestamp at time zone 'UTC' as first
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'telemetry.interval'::regclass and to_regclass('telemetry.' || c.relname || '_meter_start_idx') is null
  order by 1;

-- Meters whose quarter-hours changed and whose short gaps are still to be drawn over.
create table telemetry.pending_estimation (
  meter        integer primary key,
  changed_from timestamptz(3) not null,
  changed_to   timestamptz(3) not null check (changed_to > changed_from),
  due_at       timestamptz(3) not null
);
create index pending_estimation_due_at_idx on telemetry.pending_estimation (due_at);
