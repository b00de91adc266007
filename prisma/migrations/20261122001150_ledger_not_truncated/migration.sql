-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger ledger_account_not_truncated before truncate on ledger_account for each statement execute function refuse_change();
create trigger ledger_balance_not_truncated before truncate on ledger_balance for each statement execute function refuse_change();
