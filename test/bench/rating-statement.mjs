// P4: the best single SQL statement found for the lines of rating-contract.mjs, their taxes and the totals of the invoices.

/**
 * One pass over the intervals with a joined calendar, grouped by one number that holds meter, class, the side of the blocks and
 * whether the interval was estimated (so that no aggregate of the pass needs a filter), sums of whole numbers; the lines come
 * from these sixteen sums a meter. The period is written into it: 30 days, 720 hours, April 2026 in Chicago.
 */
export const statement = `
with cells as (
  select i.meter * 16 + c.class + case when i.energy_mj > c.block_mj then 2 else 0 end + case when i.quality & 76 = 0 then 0 else 1 end as cell,
         sum(i.energy_mj) as mj, sum(i.energy_mj * c.cents_per_mwh) as worth, sum(c.cents_per_mwh) as cents, max(i.energy_mj) as most,
         count(*) as n, min(i.start) as first, max(i.start) as last
  from interval i join calendar c using (start) group by cell),
parts as (
  select cell / 16 as meter, cell % 16 / 4 as class, cell & 2 = 2 as above, cell & 1 as estimated, mj, worth, cents, most, n, first, last,
         case when cell % 16 / 4 in (0, 3) then 864001800000 else 810001800000 end as block_mj from cells),
whole as (
  select meter, sum(mj) as mj, sum(worth) as worth, max(most) filter (where estimated = 0) as peak, max(most) filter (where estimated = 0 and class = 3) as evening,
         sum(n) as n, sum(n * estimated) as estimated, min(first) as first, max(last) as last, round(sum(mj) / 3600000000, 3) as kwh, sum(n) filter (where class in (0, 3)) as peak_quarters,
         coalesce(sum(mj - n * block_mj) filter (where above), 0) as above_mj, coalesce(sum(worth - cents * block_mj) filter (where above), 0) as above_worth,
         sum(n) filter (where above) as above_n, sum(n * estimated) filter (where above) as above_estimated, min(first) filter (where above) as above_first, max(last) filter (where above) as above_last,
         coalesce(sum(mj - n * block_mj) filter (where not above), 0) as below_mj, coalesce(sum(worth - cents * block_mj) filter (where not above), 0) as below_worth,
         sum(n) filter (where not above) as below_n, sum(n * estimated) filter (where not above) as below_estimated, min(first) filter (where not above) as below_first, max(last) filter (where not above) as below_last
  from parts group by meter),
-- Buckets by largest remainder in thousandths of a kWh; class 3 is part of bucket 0.
buckets as (
  select meter, class % 3 as bucket, sum(mj) as mj, sum(n) as n, sum(n * estimated) as estimated, min(first) as first, max(last) as last from parts group by 1, 2),
shares as (
  select b.*, w.kwh * 1000 as wanted, div(w.kwh * 1000 * b.mj, w.mj) as units, mod(w.kwh * 1000 * b.mj, w.mj) as rest from buckets b join whole w using (meter)),
tou as (
  select meter, bucket, n, estimated, first, last,
         (units + case when row_number() over (partition by meter order by rest desc, bucket) <= wanted - sum(units) over (partition by meter) then 1 else 0 end) / 1000 as kwh from shares),
coincident as (
  select meter, round(sum(energy_mj) / 3600000000, 3) as kw from interval
  where start in ('2026-04-07T22:00:00Z', '2026-04-14T21:45:00Z', '2026-04-21T22:15:00Z', '2026-04-28T21:30:00Z') group by meter),
-- Increments of a minute, counted from each allocation's own start.
gpus as (
  select meter, round(sum(gpus * (greatest(ceil(extract(epoch from least(ended, '2026-05-01T05:00:00Z') - started) / 60), 0)
           - greatest(ceil(extract(epoch from least(ended, '2026-04-01T05:00:00Z') - started) / 60), 0))) * 60 / 3600, 4) as hours from allocation group by meter),
bandwidth as (
  select meter, greatest((array_agg(mbps order by mbps desc))[count(*) / 20 + 1] - 400, 0) as burst from sample group by meter),
-- The utility's bill by largest remainder among those at the site.
weights as (
  select bill, key, minor, meter, case key when 'KWH' then kwh else kw end as weight, sum(case key when 'KWH' then kwh else kw end) over (partition by bill, key) as together
  from bill_line join participant using (bill)),
floors as (
  select *, div(minor * weight, together) as units, mod(minor * weight, together) as rest from weights),
utility as (
  select meter, (units + case when row_number() over (partition by bill, key order by rest desc, meter) <= minor - sum(units) over (partition by bill, key) then 1 else 0 end) / 100 as amount from floors),
-- Outages less approved maintenance, each moment once.
down as (
  select meter, sum(extract(epoch from upper(spell) - lower(spell))) as seconds from (
    select meter, unnest((coalesce(range_agg(during) filter (where kind = 'OUTAGE'), '{}') - coalesce(range_agg(during) filter (where kind = 'APPROVED_MAINTENANCE'), '{}'))
      * '{[2026-04-01T05:00:00Z,2026-05-01T05:00:00Z)}'::tstzmultirange) as spell from event group by meter) spells group by meter),
-- Energy not taken in a curtailment, against the mean of the same quarter-hours on the ten latest undisturbed workdays, adjusted by the
-- day's own use from 4 h to 2 h before. Its readings are looked up one by one (offset 0): a join would read the whole table once more.
workdays as (
  select meter, back from (
    select meter, back, row_number() over (partition by meter order by back) as place
    from event e, generate_series(1, 59) back, lateral (select ((lower(during) - back * interval '1 day') at time zone 'America/Chicago')::date as day) local
    where kind = 'CURTAILMENT' and extract(isodow from day) <= 5 and not exists (
      select from event o where o.meter = e.meter and o.kind <> 'APPROVED_MAINTENANCE' and not isempty(o.during)
        and day between (lower(o.during) at time zone 'America/Chicago')::date and ((upper(o.during) - interval '1 millisecond') at time zone 'America/Chicago')::date)) past
  where place <= 10),
compared as (
  select meter, slot, slot >= lower(during) as inside, min(mj) filter (where back = 0) as actual, avg(mj) filter (where back > 0) as baseline
  from event join (select * from workdays union all select distinct meter, 0 from workdays) day using (meter),
    generate_series(lower(during) - interval '4 hours', upper(during) - interval '15 minutes', interval '15 minutes') slot,
    lateral (select energy_mj as mj from interval i where i.meter = event.meter and i.start = slot - back * interval '1 day' offset 0) reading
  where kind = 'CURTAILMENT' and (slot >= lower(during) or slot < lower(during) - interval '2 hours') group by 1, 2, 3),
adjustment as (
  select meter, least(greatest(sum(actual) / sum(baseline), 0.8), 1.2) as a from compared where not inside group by meter),
curtailed as (
  select meter, round(sum(greatest(baseline * a - actual, 0)) / 3600000000, 3) as kwh from compared join adjustment using (meter) where inside group by meter),
-- Each line with its family, which credits and discounts name; an exact amount where it is not quantity × price.
drawn as (
  select meter, line.* from contract k join whole w using (meter) join coincident cp using (meter) join gpus g using (meter) join bandwidth b using (meter),
    lateral (values
      ('energy.fixed', 'energy', round(mj * 1.015 / 3600000000, 3), 0.0021, null, n, estimated, first, last),
      ('energy.tier1', 'energy', least(kwh, 300000), 0.0105, null, n, estimated, first, last),
      ('energy.tier2', 'energy', least(kwh, 662400) - 300000, 0.0095, null, n, estimated, first, last),
      ('energy.tier3', 'energy', greatest(kwh - 662400, 0), 0.008, null, n, estimated, first, last),
      ('energy.tier3', 'energy', case when kwh > 662400 then 1 else 0 end, 75, null, null, null, null, null),
      ('energy.volume', 'energy', kwh, case when kwh <= 662400 then 0.00125 else 0.0012 end, null, n, estimated, first, last),
      ('energy.volume', 'energy', case when kwh <= 662400 then 0 else 1 end, 12.50, null, null, null, null, null),
      ('energy.index', 'energy', kwh, null, worth / 360000000000000, n, estimated, first, last),
      ('energy.block.base', 'energy', 648001.440, 0.0285, null, null, null, null, null),
      ('energy.block.peak', 'energy', peak_quarters * 15, 0.041, null, null, null, null, null),
      ('energy.block_above', 'energy', round(above_mj / 3600000000, 3), null, above_worth / 360000000000000, above_n, above_estimated, above_first, above_last),
      ('energy.block_below', 'energy', round(below_mj / 3600000000, 3), null, below_worth / 360000000000000, below_n, below_estimated, below_first, below_last),
      ('energy.index_adder', 'energy', kwh, 0.0065, null, n, estimated, first, last),
      ('energy.pue_overhead', 'energy', round(kwh * 1.25, 3) - kwh, 0.05, null, n, estimated, first, last),
      ('demand.peak', 'demand', round(peak / 900000000.0, 3), 14.25, null, n, estimated, first, last),
      ('demand.evening', 'demand', round(evening / 900000000.0, 3), 4.75, null, n, estimated, first, last),
      ('capacity.commit', 'capacity', 1039.9, 3, null, null, null, null, null),
      ('capacity.overage', 'capacity', round(greatest(peak / 900000000.0 - 1039.9, 0), 3), 4.5, null, n, estimated, first, last),
      ('capacity.reserved', 'capacity', k.kw, 18.50, null, null, null, null, null),
      ('capacity.hourly', 'capacity', k.kw * 720, 0.0125, null, null, null, null, null),
      ('transmission.4cp', 'other', cp.kw, null, cp.kw * 54.32 / 12, null, null, null, null),
      ('gpu.premium', 'other', g.hours, 1.89, null, null, null, null, null),
      ('network.commit', 'other', 400, 0.45, null, null, null, null, null),
      ('network.burst', 'other', b.burst, 0.62, null, null, null, null, null),
      ('charge.hands', 'half taxed', 1, 250.01, null, null, null, null, null),
      ('commit.shortfall', 'other', greatest(7200000 - k.year_kwh - kwh, 0), 0.0185, null, null, null, null, null)
    ) line (code, family, quantity, price, exact, n, estimated, first, last)
  union all select meter, 'energy.tou.' || bucket, 'energy', kwh, case bucket when 0 then 0.11 when 1 then 0.045 else 0.03 end, null, n, estimated, first, last from tou
  union all select meter, 'passthrough.cost', 'other', 1, amount, null, null, null, null, null from utility where meter > 0
  union all select meter, 'credit.curtailment', 'other', -kwh, 0.035, null, null, null, null, null from curtailed
  union all select meter, 'fee.late', 'other', 1, null, open * 0.0825 * (until - due) / 365, null, null, null, null from overdue),
lines as (
  select meter, code, family, quantity, price, round(coalesce(exact, quantity * price), 2) as amount, n, estimated, first, last from drawn),
sums as (
  select meter, sum(amount) as total, sum(amount) filter (where family = 'energy') as energy, sum(amount) filter (where family = 'demand') as demand,
         sum(amount) filter (where family = 'capacity') as capacity, sum(amount) filter (where family = 'half taxed') as half_taxed from lines group by meter),
-- What stands on other lines, one after the other, and the taxes on all of them.
closing as (
  select meter, minimum, service, discount, works, state, city, subtotal + state + city as total from sums join contract k using (meter) left join down using (meter),
    lateral (select greatest(122135 - energy - demand, 0) as minimum, coalesce(1 - seconds / 2592000, 1) as availability) a,
    lateral (select -least(round((energy + capacity) * case when availability >= 0.9995 then 0 when availability >= 0.99 then 0.02 when availability >= 0.97 then 0.05 else 0.1 end, 2), round((energy + capacity) * 0.08, 2)) as service,
                    -round(energy * 0.0215, 2) as discount, -round(least(100000 - k.credited, capacity * 0.02), 2) as works) b,
    lateral (select total + minimum + service + discount + works as subtotal) c,
    lateral (select round((subtotal - half_taxed / 2) * 0.0625, 2) as state) d,
    lateral (select round((subtotal - half_taxed / 2 + state) * 0.0175, 2) as city) e)
select meter, code, quantity, amount, n, estimated, first, last from lines where amount <> 0 or code in ('energy.fixed', 'capacity.commit', 'capacity.overage', 'network.commit', 'network.burst')
union all select meter, code, 1, amount, null, null, null, null from closing,
  lateral (values ('commit.minimum_true_up', minimum), ('credit.sla', service), ('discount', discount), ('credit.capex', works), ('tax.state', state), ('tax.city', city), ('total', total)) line (code, amount) where amount <> 0`;
