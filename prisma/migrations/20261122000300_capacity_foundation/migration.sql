-- Sites, halls, blocks, clusters, conversions, and the capacity ledger with its guard against selling a megawatt twice.

create extension if not exists btree_gist;

create type "CapacityScope" as enum ('SITE', 'HALL', 'CLUSTER');
create type "Confidence" as enum ('ENERGISED', 'CONTRACTED', 'PLANNED');
create type "ReservationKind" as enum ('HOLD', 'FIRM', 'OPTION', 'MAINTENANCE', 'MINING');
create type "Cooling" as enum ('AIR', 'AIR_CONTAINED', 'RDHX', 'DLC', 'IMMERSION');
create type "Redundancy" as enum ('N', 'N_PLUS_1', 'TWO_N');
create type "HallFitOut" as enum ('AI_READY', 'MINING_SHELL');
create type "Firmness" as enum ('FIRM', 'CURTAILABLE', 'INTERRUPTIBLE');
create type "StageCode" as enum ('ASSESSMENT', 'ENGINEERING', 'PERMITS', 'ELECTRICAL', 'COOLING', 'NETWORK', 'COMMISSIONING', 'RFS');
create type "StageState" as enum ('PLANNED', 'IN_PROGRESS', 'DONE');

create table site (
  id                         text primary key,
  host_id                    text not null references organisation (id),
  name                       text not null check (name <> ''),
  description                text not null default '',
  place                      text not null,
  admin_region               text not null,
  country                    text not null check (country ~ '^[A-Z]{2}$'),
  latitude                   numeric(8, 5) check (latitude between -90 and 90),
  longitude                  numeric(8, 5) check (longitude between -180 and 180),
  time_zone                  text not null,
  utility                    text not null default '',
  grid_region                text not null default '',
  gross_interconnected_w     bigint not null check (gross_interconnected_w > 0),
  design_pue                 numeric(6, 4) not null check (design_pue between 1 and 3),
  peak_pue                   numeric(6, 4) not null check (peak_pue between 1 and 3),
  measured_pue               numeric(6, 4) check (measured_pue between 1 and 3),
  firm                       boolean not null default true,
  curtailment_hours_per_year integer not null default 0 check (curtailment_hours_per_year between 0 and 8784),
  curtailment_notice_minutes integer check (curtailment_notice_minutes >= 0),
  carbon_site_g_per_kwh      numeric(8, 2) check (carbon_site_g_per_kwh >= 0),
  carbon_grid_g_per_kwh      numeric(8, 2) check (carbon_grid_g_per_kwh >= 0),
  energy_mix                 jsonb not null default '{}',
  carriers                   text[] not null default '{}',
  fibre_routes               integer not null default 0 check (fibre_routes >= 0),
  certifications             jsonb not null default '[]',
  verified_at                timestamptz(3),
  verified_until             timestamptz(3),
  derived                    text[] not null default '{}',
  version                    integer not null default 1,
  created_at                 timestamptz(3) not null default now()
);
create index site_host_id_idx on site (host_id);
create index site_country_idx on site (country);

create table hall (
  id             text primary key,
  site_id        text not null,
  host_id        text not null references organisation (id),
  name           text not null check (name <> ''),
  fit_out        "HallFitOut" not null,
  cooling        "Cooling" not null,
  redundancy     "Redundancy" not null,
  rack_density_w bigint not null check (rack_density_w > 0),
  peak_pue       numeric(6, 4) not null check (peak_pue between 1 and 3),
  derived        text[] not null default '{}',
  created_at     timestamptz(3) not null default now()
);
alter table hall add constraint hall_site_id_fkey foreign key (site_id) references site (id) on delete restrict on update cascade;
create unique index hall_site_id_name_key on hall (site_id, name);
create index hall_host_id_idx on hall (host_id);

create table power_block (
  id                         text primary key,
  hall_id                    text not null,
  site_id                    text not null references site (id),
  host_id                    text not null references organisation (id),
  name                       text not null check (name <> ''),
  power_w                    bigint not null check (power_w > 0),
  starts_at                  timestamptz(3) not null,
  firmness                   "Firmness" not null,
  curtailment_hours_per_year integer not null default 0 check (curtailment_hours_per_year between 0 and 8784),
  curtailment_notice_minutes integer check (curtailment_notice_minutes >= 0),
  retained_minimum_w         bigint not null default 0 check (retained_minimum_w between 0 and power_w),
  derived                    text[] not null default '{}',
  created_at                 timestamptz(3) not null default now()
);
alter table power_block add constraint power_block_hall_id_fkey foreign key (hall_id) references hall (id) on delete restrict on update cascade;
create unique index power_block_hall_id_name_key on power_block (hall_id, name);
create index power_block_host_id_idx on power_block (host_id);

create table gpu_cluster (
  id            text primary key,
  hall_id       text not null,
  site_id       text not null references site (id),
  host_id       text not null references organisation (id),
  name          text not null check (name <> ''),
  model         text not null check (model <> ''),
  watts_per_gpu bigint not null check (watts_per_gpu > 0),
  fabric        text not null default '',
  derived       text[] not null default '{}',
  created_at    timestamptz(3) not null default now()
);
alter table gpu_cluster add constraint gpu_cluster_hall_id_fkey foreign key (hall_id) references hall (id) on delete restrict on update cascade;
create unique index gpu_cluster_hall_id_name_key on gpu_cluster (hall_id, name);
create index gpu_cluster_host_id_idx on gpu_cluster (host_id);

create table capacity_step (
  subject_id text not null,
  starts_at  timestamptz(3) not null,
  scope      "CapacityScope" not null,
  site_id    text not null references site (id),
  amount     bigint not null check (amount >= 0),
  confidence "Confidence" not null,
  stage      "StageCode",
  evidence   text not null default '',
  derived    boolean not null default false,
  primary key (subject_id, starts_at)
);
create index capacity_step_site_id_idx on capacity_step (site_id);

create table reservation (
  id             text primary key,
  kind           "ReservationKind" not null,
  site_id        text not null references site (id),
  hall_id        text references hall (id),
  cluster_id     text references gpu_cluster (id),
  host_id        text not null references organisation (id),
  tenant_id      text references organisation (id),
  period         tstzrange not null check (not isempty(period) and not lower_inf(period) and lower_inc(period) and not upper_inc(period)),
  power_w        bigint not null check (power_w > 0),
  gpus           integer not null default 0 check (gpus >= 0),
  gross_w        bigint not null check (gross_w >= 0),
  expires_at     timestamptz(3),
  released_at    timestamptz(3),
  release_reason text,
  subject        text not null,
  derived        boolean not null default false,
  created_at     timestamptz(3) not null default now(),
  constraint reservation_mining_is_the_sites check ((kind = 'MINING') = (hall_id is null)),
  constraint reservation_gpus_have_a_cluster check ((gpus > 0) = (cluster_id is not null)),
  constraint reservation_hold_expires check (kind <> 'HOLD' or expires_at is not null),
  constraint reservation_firm_stays check (expires_at is null or kind in ('HOLD', 'OPTION')),
  constraint reservation_release_has_a_reason check ((released_at is null) = (release_reason is null))
);
create index reservation_hall_id_idx on reservation (hall_id);
create index reservation_host_id_idx on reservation (host_id);
create index reservation_tenant_id_idx on reservation (tenant_id);
create index reservation_subject_idx on reservation (subject);
-- The sweep reads by site: the site's gross limit needs every hall's claims anyway.
create index reservation_live_idx on reservation using gist (site_id, period) where released_at is null;
create index reservation_expiry_idx on reservation (expires_at) where released_at is null and expires_at is not null;

create table capacity_conflict (
  id              serial primary key,
  site_id         text not null references site (id),
  host_id         text not null references organisation (id),
  subject_id      text not null,
  reservation_ids text[] not null,
  at              timestamptz(3) not null,
  short_by        bigint not null check (short_by > 0),
  raised_at       timestamptz(3) not null,
  resolved_at     timestamptz(3)
);
create index capacity_conflict_site_id_idx on capacity_conflict (site_id);

create table conversion (
  id           text primary key,
  site_id      text not null,
  host_id      text not null references organisation (id),
  started_on   date not null,
  planned_ai_w bigint not null check (planned_ai_w > 0),
  derived      text[] not null default '{}',
  created_at   timestamptz(3) not null default now()
);
alter table conversion add constraint conversion_site_id_fkey foreign key (site_id) references site (id) on delete restrict on update cascade;
create unique index conversion_site_id_key on conversion (site_id);

create table conversion_stage (
  conversion_id text not null,
  code          "StageCode" not null,
  planned_start date not null,
  planned_end   date not null,
  forecast_end  date not null,
  actual_end    date,
  state         "StageState" not null,
  progress_pct  integer not null check (progress_pct between 0 and 100),
  primary key (conversion_id, code),
  check ((state = 'DONE') = (actual_end is not null)),
  check (planned_end >= planned_start)
);
alter table conversion_stage add constraint conversion_stage_conversion_id_fkey foreign key (conversion_id) references conversion (id) on delete restrict on update cascade;

create table milestone_report (
  id            serial primary key,
  conversion_id text not null references conversion (id),
  code          "StageCode" not null,
  host_id       text not null references organisation (id),
  evidence      text not null check (evidence <> ''),
  forecast_end  date not null,
  actual_end    date,
  progress_pct  integer not null,
  reported_by   text not null,
  reported_at   timestamptz(3) not null
);
create index milestone_report_conversion_id_idx on milestone_report (conversion_id);
create trigger milestone_report_insert_only before update or delete on milestone_report for each row execute function refuse_change();

-- ---------------------------------------------------------------------------------------------------------------------
-- The capacity ledger. Every function that takes or moves capacity locks the site row first and reads in its *next*
-- statement: in READ COMMITTED that statement sees all that committed before the lock was given. Lock and sweep in one
-- statement, or a snapshot older than the lock, oversells.

create type capacity_answer as (outcome text, bound text, at timestamptz, capacity bigint, reserved bigint, asked bigint);

create function assert_read_committed() returns void language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'capacity is taken in READ COMMITTED only, not in %', current_setting('transaction_isolation') using errcode = 'feature_not_supported';
  end if;
end $$;

-- For each limit asked about, the instant of [p_from, p_to) with the least room: an event sweep over capacity steps and
-- live claims. A hold whose expiry has come claims nothing, whether or not the worker has been there. p_to null: for ever.
create function capacity_room(p_site text, p_hall text, p_cluster text, p_from timestamptz, p_to timestamptz, p_except text, p_now timestamptz)
returns table (bound text, at timestamptz, capacity bigint, reserved bigint) language sql stable as $$
  with claim as materialized (
    select r.hall_id, r.cluster_id, greatest(lower(r.period), p_from) as starts, upper(r.period) as ends, r.power_w, r.gross_w, r.gpus::bigint as gpus
    from reservation r
    where r.site_id = p_site and r.period && tstzrange(p_from, p_to) and r.released_at is null
      and (r.expires_at is null or r.expires_at > p_now) and r.id is distinct from p_except
  ),
  subject (bound, subject_id) as (
    select s.bound, s.subject_id from (values ('HALL_POWER', p_hall), ('SITE_GROSS', p_site), ('CLUSTER_GPUS', p_cluster)) s (bound, subject_id) where s.subject_id is not null
  ),
  delta as (
    select s.bound, p_from as at, 0::bigint as capacity, 0::bigint as reserved from subject s
    union all
    select s.bound, greatest(c.starts_at, p_from), c.amount - lag(c.amount, 1, 0::bigint) over (partition by s.bound order by c.starts_at), 0::bigint
    from subject s join capacity_step c on c.subject_id = s.subject_id
    where c.starts_at < coalesce(p_to, 'infinity'::timestamptz)
    union all
    select b.bound, e.at, 0::bigint, e.sign * b.amount
    from claim
    cross join lateral (values
      ('HALL_POWER', case when claim.hall_id = p_hall then claim.power_w end),
      ('SITE_GROSS', claim.gross_w),
      ('CLUSTER_GPUS', case when claim.cluster_id = p_cluster then claim.gpus end)) b (bound, amount)
    cross join lateral (values (claim.starts, 1), (claim.ends, -1)) e (at, sign)
    where b.amount <> 0 and e.at is not null and e.at < coalesce(p_to, 'infinity'::timestamptz)
  ),
  running as (
    select d.bound, d.at, sum(sum(d.capacity)) over w as capacity, sum(sum(d.reserved)) over w as reserved
    from delta d group by d.bound, d.at window w as (partition by d.bound order by d.at)
  )
  select distinct on (r.bound) r.bound, r.at, r.capacity::bigint, r.reserved::bigint from running r order by r.bound, r.capacity - r.reserved, r.at
$$;

-- The first limit that a claim of these amounts would break, or no row.
create function capacity_shortfall(p_site text, p_hall text, p_cluster text, p_from timestamptz, p_to timestamptz, p_except text, p_now timestamptz,
  p_power_w bigint, p_gross_w bigint, p_gpus bigint) returns setof capacity_answer language sql stable as $$
  select 'EXCEEDED', r.bound, r.at, r.capacity, r.reserved, n.amount
  from capacity_room(p_site, p_hall, p_cluster, p_from, p_to, p_except, p_now) r
  join (values ('HALL_POWER', p_power_w), ('SITE_GROSS', p_gross_w), ('CLUSTER_GPUS', p_gpus)) n (bound, amount) on n.bound = r.bound
  where n.amount > 0 and r.capacity - r.reserved < n.amount
  order by r.bound limit 1
$$;

-- Takes capacity, or says what is missing and takes nothing. One of hall (with cluster and GPUs or with watts) and, for
-- MINING, site. The check before the lock answers most refusals without making anybody wait; the one after it decides.
create function reserve_capacity(p_id text, p_kind "ReservationKind", p_site text, p_hall text, p_cluster text, p_power_w bigint, p_gpus integer,
  p_from timestamptz, p_to timestamptz, p_expires_at timestamptz, p_tenant text, p_subject text) returns capacity_answer language plpgsql as $$
declare
  v_site   text := p_site;
  v_host   text;
  v_pue    numeric;
  v_power  bigint := p_power_w;
  v_gross  bigint;
  v_answer capacity_answer;
begin
  perform assert_read_committed();
  if p_hall is not null then
    select h.site_id, h.host_id, h.peak_pue into v_site, v_host, v_pue from hall h where h.id = p_hall;
  else
    select s.host_id into v_host from site s where s.id = p_site;
  end if;
  if v_host is null then
    return row('UNKNOWN', null, null, null, null, null)::capacity_answer;
  end if;
  if p_cluster is not null then
    select c.watts_per_gpu * p_gpus into v_power from gpu_cluster c where c.id = p_cluster and c.hall_id = p_hall;
    if v_power is null then
      return row('UNKNOWN', null, null, null, null, null)::capacity_answer;
    end if;
  end if;
  v_gross := case p_kind when 'MINING' then v_power when 'MAINTENANCE' then 0 else ceil(v_power * v_pue) end;

  select * into v_answer from capacity_shortfall(v_site, p_hall, p_cluster, p_from, p_to, null, business_clock_now(), v_power, v_gross, p_gpus);
  if found then
    return v_answer;
  end if;
  perform 1 from site s where s.id = v_site for no key update;
  select * into v_answer from capacity_shortfall(v_site, p_hall, p_cluster, p_from, p_to, null, business_clock_now(), v_power, v_gross, p_gpus);
  if found then
    return v_answer;
  end if;
  insert into reservation (id, kind, site_id, hall_id, cluster_id, host_id, tenant_id, period, power_w, gpus, gross_w, expires_at, subject)
  values (p_id, p_kind, v_site, p_hall, p_cluster, v_host, p_tenant, tstzrange(p_from, p_to), v_power, p_gpus, v_gross, p_expires_at, p_subject);
  return row('RESERVED', null, null, null, null, v_power)::capacity_answer;
end $$;

-- Locks the site of a reservation, then the reservation, and answers whether it still claims anything. Expiry is judged
-- by the clock at the time of the lock: a scope that opened before it must not revive what another has meanwhile taken.
create function lock_live_reservation(p_id text) returns text language plpgsql as $$
declare
  v_site text;
  v_row  reservation;
begin
  perform assert_read_committed();
  select r.site_id into v_site from reservation r where r.id = p_id;
  if v_site is null then
    return 'UNKNOWN';
  end if;
  perform 1 from site s where s.id = v_site for no key update;
  select * into v_row from reservation r where r.id = p_id for no key update;
  if v_row.released_at is not null then
    return 'RELEASED';
  end if;
  if v_row.expires_at is not null and v_row.expires_at <= business_clock_now() then
    return 'EXPIRED';
  end if;
  return 'LIVE';
end $$;

-- Turns a live hold or option into another kind under another subject; the amounts stay, so nothing is to be checked.
create function convert_reservation(p_id text, p_kind "ReservationKind", p_subject text, p_expires_at timestamptz) returns capacity_answer language plpgsql as $$
declare
  v_state text := lock_live_reservation(p_id);
begin
  if v_state <> 'LIVE' then
    return row(v_state, null, null, null, null, null)::capacity_answer;
  end if;
  update reservation set kind = p_kind, subject = p_subject, expires_at = p_expires_at where id = p_id;
  return row('CONVERTED', null, null, null, null, null)::capacity_answer;
end $$;

-- Moves the end of a live reservation, its expiry, or both; null leaves what it is. Only the added time is checked.
create function extend_reservation(p_id text, p_to timestamptz, p_expires_at timestamptz) returns capacity_answer language plpgsql as $$
declare
  v_state  text := lock_live_reservation(p_id);
  v_row    reservation;
  v_answer capacity_answer;
begin
  if v_state <> 'LIVE' then
    return row(v_state, null, null, null, null, null)::capacity_answer;
  end if;
  select * into v_row from reservation r where r.id = p_id;
  if p_to > upper(v_row.period) then
    select * into v_answer from capacity_shortfall(v_row.site_id, v_row.hall_id, v_row.cluster_id, upper(v_row.period), p_to, p_id, business_clock_now(), v_row.power_w, v_row.gross_w, v_row.gpus);
    if found then
      return v_answer;
    end if;
  end if;
  update reservation set period = tstzrange(lower(period), coalesce(p_to, upper(period))), expires_at = coalesce(p_expires_at, expires_at) where id = p_id;
  return row('EXTENDED', null, null, null, null, null)::capacity_answer;
end $$;

-- Ends a reservation. Freeing needs no lock: nobody can be oversold by it.
create function release_reservation(p_id text, p_reason text) returns boolean language plpgsql as $$
begin
  update reservation set released_at = business_now(), release_reason = p_reason where id = p_id and released_at is null;
  return found;
end $$;

-- Marks up to p_limit expired reservations as released, in the order of their expiry. They stopped counting at that time.
create function release_expired_reservations(p_limit integer) returns setof text language sql as $$
  update reservation r set released_at = r.expires_at, release_reason = 'EXPIRED'
  from (select d.id from reservation d where d.released_at is null and d.expires_at <= business_now() order by d.expires_at, d.id limit p_limit for no key update skip locked) due
  where r.id = due.id
  returning r.id
$$;

-- Sets what a site, hall or cluster has from an instant on; refused, and nothing changed, where more is already promised.
create function set_capacity(p_subject text, p_scope "CapacityScope", p_site text, p_starts_at timestamptz, p_amount bigint, p_confidence "Confidence",
  p_stage "StageCode", p_evidence text) returns capacity_answer language plpgsql as $$
declare
  v_answer capacity_answer;
begin
  perform assert_read_committed();
  perform 1 from site s where s.id = p_site for no key update;
  begin
    insert into capacity_step (subject_id, starts_at, scope, site_id, amount, confidence, stage, evidence)
    values (p_subject, p_starts_at, p_scope, p_site, p_amount, p_confidence, p_stage, p_evidence)
    on conflict (subject_id, starts_at) do update set amount = excluded.amount, confidence = excluded.confidence, stage = excluded.stage, evidence = excluded.evidence;
    select 'BELOW_RESERVED', r.bound, r.at, r.capacity, r.reserved, p_amount into v_answer from capacity_oversold(p_subject, p_scope, p_site, p_starts_at) r;
    if found then
      raise exception using errcode = 'BB001';
    end if;
  exception when sqlstate 'BB001' then
    return v_answer;
  end;
  return row('SET', null, null, null, null, p_amount)::capacity_answer;
end $$;

-- Where, from an instant on, a subject's own limit holds less than is claimed on it; no row where all fits.
create function capacity_oversold(p_subject text, p_scope "CapacityScope", p_site text, p_from timestamptz)
returns table (bound text, at timestamptz, capacity bigint, reserved bigint) language sql stable as $$
  select r.bound, r.at, r.capacity, r.reserved
  from capacity_room(p_site, case p_scope when 'HALL' then p_subject end, case p_scope when 'CLUSTER' then p_subject end, p_from, null, null, business_clock_now()) r
  where r.reserved > r.capacity and r.bound = case p_scope when 'SITE' then 'SITE_GROSS' when 'HALL' then 'HALL_POWER' else 'CLUSTER_GPUS' end
$$;

-- Moves the steps that follow a stage of the conversion. What slipped behind a reservation is not refused, for the slip is
-- a fact: it is raised as a conflict, and closed when a later report makes it hold again. Answers the conflicts raised.
create function move_capacity_stage(p_site text, p_stage "StageCode", p_starts_at timestamptz, p_done boolean) returns setof capacity_conflict language plpgsql as $$
declare
  v_step  capacity_step;
  v_at    timestamptz;
  v_short record;
begin
  perform assert_read_committed();
  perform 1 from site s where s.id = p_site for no key update;
  for v_step in select * from capacity_step c where c.site_id = p_site and c.stage = p_stage and c.confidence <> 'ENERGISED' order by c.subject_id, c.starts_at loop
    v_at := p_starts_at;
    -- Two steps of one subject cannot begin in the same millisecond.
    while exists (select from capacity_step c where c.subject_id = v_step.subject_id and c.starts_at = v_at and c.starts_at <> v_step.starts_at) loop
      v_at := v_at + interval '1 millisecond';
    end loop;
    update capacity_step c set starts_at = v_at, confidence = case when p_done then 'ENERGISED' else c.confidence end
    where c.subject_id = v_step.subject_id and c.starts_at = v_step.starts_at;
    update capacity_conflict f set resolved_at = business_now() where f.subject_id = v_step.subject_id and f.resolved_at is null;
    select * into v_short from capacity_oversold(v_step.subject_id, v_step.scope, p_site, least(v_at, v_step.starts_at));
    if found then
      return query
        insert into capacity_conflict (site_id, host_id, subject_id, reservation_ids, at, short_by, raised_at)
        select p_site, s.host_id, v_step.subject_id,
          array(select r.id from reservation r where r.site_id = p_site and r.released_at is null and r.period @> v_short.at
            and (v_step.scope = 'SITE' or r.hall_id = v_step.subject_id or r.cluster_id = v_step.subject_id)
            and (r.expires_at is null or r.expires_at > business_now()) order by r.id),
          v_short.at, v_short.reserved - v_short.capacity, business_now()
        from site s where s.id = p_site
        returning *;
    end if;
  end loop;
end $$;

-- The second wall: at commit the peak of what was touched is computed again under the site's lock, so that not even a
-- writer that goes round the functions above can oversell. Subjects with an open conflict are known to be short.
create function refuse_oversold() returns trigger language plpgsql as $$
declare
  v_short record;
begin
  perform assert_read_committed();
  perform 1 from site s where s.id = new.site_id for no key update;
  if tg_table_name = 'reservation' then
    select r.bound, r.at, r.capacity, r.reserved into v_short
    from capacity_room(new.site_id, new.hall_id, new.cluster_id, lower(new.period), upper(new.period), null, business_clock_now()) r
    where r.reserved > r.capacity and not exists (
      select from capacity_conflict f where f.resolved_at is null
        and f.subject_id = case r.bound when 'SITE_GROSS' then new.site_id when 'HALL_POWER' then new.hall_id else new.cluster_id end);
  else
    select r.bound, r.at, r.capacity, r.reserved into v_short
    from capacity_oversold(new.subject_id, new.scope, new.site_id, new.starts_at) r
    where not exists (select from capacity_conflict f where f.subject_id = new.subject_id and f.resolved_at is null);
  end if;
  if found then
    raise exception '% of site % would be oversold at %: % reserved of %', v_short.bound, new.site_id, v_short.at, v_short.reserved, v_short.capacity
      using errcode = 'check_violation', constraint = 'reservation_within_capacity';
  end if;
  return null;
end $$;
create constraint trigger reservation_within_capacity after insert or update on reservation deferrable initially deferred
  for each row when (new.released_at is null) execute function refuse_oversold();
create constraint trigger capacity_step_above_reserved after insert or update on capacity_step deferrable initially deferred
  for each row execute function refuse_oversold();

-- Steps and reservations are ended, never deleted: what was promised stays readable.
create trigger reservation_kept before delete on reservation for each row execute function refuse_change();
create trigger capacity_step_kept before delete on capacity_step for each row execute function refuse_change();

-- ---------------------------------------------------------------------------------------------------------------------
-- Read relations for the contexts above (README.md).

-- Critical watts that a hall can give over all of a period: the least of its own room and of its site's at peak PUE.
create function capacity_free_w(p_hall text, p_from timestamptz, p_to timestamptz) returns bigint language sql stable as $$
  select greatest(0, min(case r.bound when 'HALL_POWER' then r.capacity - r.reserved else floor(greatest(0, r.capacity - r.reserved) / h.peak_pue) end))::bigint
  from hall h cross join lateral capacity_room(h.site_id, h.id, null, p_from, p_to, null, business_now()) r
  where h.id = p_hall
$$;

create function capacity_free_kw(p_hall text, p_from timestamptz, p_to timestamptz) returns numeric language sql stable as $$
  select capacity_free_w(p_hall, p_from, p_to) / 1000.0
$$;

-- GPUs of a cluster free over all of a period, and no more than the hall and the site can feed.
create function capacity_free_gpus(p_cluster text, p_from timestamptz, p_to timestamptz) returns bigint language sql stable as $$
  select greatest(0, min(case r.bound when 'CLUSTER_GPUS' then r.capacity - r.reserved
    else floor(capacity_free_w(c.hall_id, p_from, p_to)::numeric / c.watts_per_gpu) end))::bigint
  from gpu_cluster c cross join lateral capacity_room(c.site_id, c.hall_id, c.id, p_from, p_to, null, business_now()) r
  where c.id = p_cluster
$$;

create view capacity_hall_v with (security_invoker = true) as
select h.id as hall_id, h.site_id, h.host_id, h.name as hall_name, h.fit_out, h.cooling, h.redundancy, h.rack_density_w, h.peak_pue,
  s.name as site_name, s.place, s.admin_region, s.country, s.grid_region, s.time_zone, s.latitude, s.longitude, s.design_pue, s.firm,
  s.curtailment_hours_per_year, s.curtailment_notice_minutes, s.carbon_site_g_per_kwh, s.carbon_grid_g_per_kwh, s.carriers, s.fibre_routes, s.certifications,
  (s.verified_at is not null and s.verified_at <= business_now() and (s.verified_until is null or s.verified_until > business_now())) as verified,
  coalesce((select max(c.amount) from capacity_step c where c.subject_id = h.id), 0) as power_w,
  (select min(c.starts_at) from capacity_step c where c.subject_id = h.id and c.amount > 0) as ready_at
from hall h join site s on s.id = h.site_id;

create view capacity_cluster_v with (security_invoker = true) as
select c.id as cluster_id, c.hall_id, c.site_id, c.host_id, c.name as cluster_name, c.model, c.watts_per_gpu, c.fabric,
  coalesce((select max(k.amount) from capacity_step k where k.subject_id = c.id), 0) as gpus,
  (select min(k.starts_at) from capacity_step k where k.subject_id = c.id and k.amount > 0) as ready_at
from gpu_cluster c;
