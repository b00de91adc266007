-- The books: insert-only transactions and entries, balances that follow them in the same transaction, and the rules that
-- hold at commit whoever writes: every transaction sums to zero in each currency, bounded balances are never below zero.

create type "LedgerSide" as enum ('DEBIT', 'CREDIT');
create type "LedgerDimension" as enum ('NONE', 'PARTY', 'INVOICE', 'CONTRACT', 'JURISDICTION');

create table ledger_account (
  code    text primary key check (code ~ '^[0-9]{4}$'),
  name    text not null unique,
  normal  "LedgerSide" not null,
  kept_by "LedgerDimension" not null,
  bounded boolean not null,
  -- Many postings at once meet on this account: its balance is kept in 16 parts, so that they do not wait for each other.
  hot     boolean not null,
  check (not (bounded and hot))
);

insert into ledger_account (code, name, normal, kept_by, bounded, hot) values
  ('1000', 'assets:stripe:available', 'DEBIT', 'NONE', false, true),
  ('1005', 'assets:stripe:pending', 'DEBIT', 'NONE', false, true),
  ('1010', 'assets:bank:operating', 'DEBIT', 'NONE', false, true),
  ('1015', 'assets:bank:in_transit', 'DEBIT', 'NONE', false, true),
  ('1100', 'assets:receivable:tenant', 'DEBIT', 'INVOICE', true, false),
  ('1110', 'assets:receivable:disputed', 'DEBIT', 'INVOICE', true, false),
  ('1120', 'assets:receivable:host', 'DEBIT', 'PARTY', true, false),
  ('1190', 'assets:receivable:allowance', 'CREDIT', 'NONE', false, true),
  ('2000', 'liabilities:host:accrued', 'CREDIT', 'INVOICE', false, false),
  ('2010', 'liabilities:host:payable', 'CREDIT', 'PARTY', true, false),
  ('2100', 'liabilities:tax', 'CREDIT', 'JURISDICTION', false, true),
  ('2200', 'liabilities:tenant:deposit', 'CREDIT', 'CONTRACT', true, false),
  ('2210', 'liabilities:tenant:credit', 'CREDIT', 'PARTY', true, false),
  ('2220', 'liabilities:tenant:refund_payable', 'CREDIT', 'PARTY', true, false),
  ('2300', 'liabilities:unapplied_cash', 'CREDIT', 'NONE', true, false),
  ('2400', 'liabilities:dispute_reserve', 'CREDIT', 'PARTY', false, false),
  ('4000', 'income:platform_fee', 'CREDIT', 'NONE', false, true),
  ('4010', 'income:late_fee', 'CREDIT', 'NONE', false, true),
  ('4090', 'income:rounding', 'CREDIT', 'NONE', false, true),
  ('4100', 'income:fx_gain', 'CREDIT', 'NONE', false, true),
  ('5000', 'expenses:processing', 'DEBIT', 'NONE', false, true),
  ('5010', 'expenses:dispute_fee', 'DEBIT', 'NONE', false, true),
  ('5020', 'expenses:bad_debt', 'DEBIT', 'NONE', false, true),
  ('5030', 'expenses:sla_platform', 'DEBIT', 'NONE', false, true),
  ('5040', 'expenses:dispute_loss', 'DEBIT', 'NONE', false, true),
  ('5100', 'expenses:fx_loss', 'DEBIT', 'NONE', false, true),
  ('9000', 'memo:connected:available', 'DEBIT', 'PARTY', false, false),
  ('9010', 'memo:connected:paid_out', 'DEBIT', 'PARTY', false, false),
  ('9090', 'memo:contra', 'CREDIT', 'PARTY', false, false);

create table ledger_transaction (
  id           text primary key,
  -- Names the economic event for ever; the hash of the entries tells a repetition from another event under the same key.
  posting_key  text not null,
  entries_hash text not null check (entries_hash ~ '^[0-9a-f]{64}$'),
  kind         text not null,
  description  text not null,
  entry_count  integer not null check (entry_count between 2 and 200),
  reverses     text references ledger_transaction (id),
  effective_at timestamptz(3) not null,
  created_at   timestamptz(3) not null default now()
);
create unique index ledger_transaction_posting_key_key on ledger_transaction (posting_key);
create index ledger_transaction_effective_at_idx on ledger_transaction (effective_at);

create table ledger_entry (
  transaction_id text not null references ledger_transaction (id),
  position       integer not null check (position >= 0),
  account        text not null references ledger_account (code),
  side           "LedgerSide" not null,
  amount         bigint not null check (amount > 0),
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  party          text,
  invoice_id     text,
  contract_id    text,
  jurisdiction   text,
  primary key (transaction_id, position)
);
create index ledger_entry_invoice_id_idx on ledger_entry (invoice_id);
create index ledger_entry_account_currency_party_idx on ledger_entry (account, currency, party);

create table ledger_balance (
  account  text not null references ledger_account (code),
  currency text not null,
  party    text not null,
  subject  text not null,
  shard    integer not null,
  -- On the account's normal side, minor units.
  balance  bigint not null,
  version  integer not null,
  primary key (account, currency, party, subject, shard)
);
create index ledger_balance_subject_account_idx on ledger_balance (subject, account);

create trigger ledger_account_insert_only before update or delete on ledger_account for each row execute function refuse_change();
create trigger ledger_transaction_insert_only before update or delete on ledger_transaction for each row execute function refuse_change();
create trigger ledger_entry_insert_only before update or delete on ledger_entry for each row execute function refuse_change();
create trigger ledger_transaction_not_truncated before truncate on ledger_transaction for each statement execute function refuse_change();
create trigger ledger_entry_not_truncated before truncate on ledger_entry for each statement execute function refuse_change();
create trigger ledger_balance_not_deleted before delete on ledger_balance for each row execute function refuse_change();

-- Balances follow the entries, in the order of their key: two postings that meet on several balances take the locks in the
-- same order. A receivable without an invoice or a payable without a party fails here on `not null`.
create function ledger_follow_entries() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added e join ledger_transaction t on t.id = e.transaction_id where e.position >= t.entry_count) then
    raise exception 'a ledger transaction takes no further entries' using errcode = 'restrict_violation';
  end if;
  insert into ledger_balance as b (account, currency, party, subject, shard, balance, version)
  select a.code, e.currency,
         case when a.kept_by in ('PARTY', 'INVOICE', 'CONTRACT') then e.party else '' end as party,
         case a.kept_by when 'INVOICE' then e.invoice_id when 'CONTRACT' then e.contract_id when 'JURISDICTION' then e.jurisdiction else '' end as subject,
         case when a.hot then abs(hashtext(e.transaction_id) % 16) else 0 end as shard,
         sum(case when e.side = a.normal then e.amount else -e.amount end)::bigint, 1
  from added e join ledger_account a on a.code = e.account
  group by 1, 2, 3, 4, 5
  order by 1, 2, 3, 4, 5
  on conflict (account, currency, party, subject, shard) do update set balance = b.balance + excluded.balance, version = b.version + 1;
  return null;
end $$;
create trigger ledger_entry_followed after insert on ledger_entry referencing new table as added for each statement execute function ledger_follow_entries();

-- At commit: all announced entries are there, and they sum to zero in each currency.
create function ledger_assert_balanced() returns trigger language plpgsql as $$
declare
  found integer;
  unbalanced text;
begin
  select count(*) into found from ledger_entry where transaction_id = new.id;
  if found <> new.entry_count then
    raise exception 'ledger transaction % has % entries of %', new.id, found, new.entry_count using errcode = 'check_violation', constraint = 'ledger_transaction_complete';
  end if;
  select string_agg(currency, ', ') into unbalanced from (
    select currency from ledger_entry where transaction_id = new.id group by currency
    having sum(case when side = 'DEBIT' then amount else -amount end) <> 0) c;
  if unbalanced is not null then
    raise exception 'ledger transaction % does not balance in %', new.id, unbalanced using errcode = 'check_violation', constraint = 'ledger_transaction_balanced';
  end if;
  return null;
end $$;
create constraint trigger ledger_transaction_balanced after insert on ledger_transaction deferrable initially deferred for each row execute function ledger_assert_balanced();

-- At commit: bounded balances are not below zero. The row is read again, for a later posting of the same transaction may
-- have lifted it.
create function ledger_assert_bound() returns trigger language plpgsql as $$
declare
  standing bigint;
begin
  select b.balance into standing from ledger_balance b join ledger_account a on a.code = b.account
  where b.account = new.account and b.currency = new.currency and b.party = new.party and b.subject = new.subject and b.shard = new.shard and a.bounded;
  if standing < 0 then
    raise exception 'ledger balance % % of "%" "%" is below zero', new.account, new.currency, new.party, new.subject using errcode = 'check_violation', constraint = 'ledger_balance_bounded';
  end if;
  return null;
end $$;
create constraint trigger ledger_balance_bounded after insert or update on ledger_balance deferrable initially deferred for each row when (new.balance < 0) execute function ledger_assert_bound();
