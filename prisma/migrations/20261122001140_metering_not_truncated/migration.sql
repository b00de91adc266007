-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger intake_batch_not_truncated before truncate on intake_batch for each statement execute function refuse_change();
create trigger reading_not_truncated before truncate on telemetry.reading for each statement execute function refuse_change();
create trigger interval_history_not_truncated before truncate on telemetry.interval_history for each statement execute function refuse_change();
create trigger interval_not_truncated before truncate on telemetry.interval for each statement execute function refuse_change();

-- Nor may a month: a partition has the row triggers of its table, and no other.
create or replace function telemetry.ensure_month(p_at timestamptz) returns void language plpgsql set timezone to 'UTC' as $$
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
  execute format('create trigger interval_not_truncated before truncate on telemetry.%I for each statement execute function refuse_change()', name);
  if after <= business_now() then
    perform telemetry.index_month(first);
  end if;
end $$;

do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'telemetry.interval'::regclass loop
    execute format('create trigger interval_not_truncated before truncate on %s for each statement execute function refuse_change()', part);
  end loop;
end $$;
