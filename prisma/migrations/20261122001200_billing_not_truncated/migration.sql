-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger price_index_not_truncated before truncate on price_index for each statement execute function refuse_change();
create trigger index_price_not_truncated before truncate on index_price for each statement execute function refuse_change();
create trigger billing_period_not_truncated before truncate on billing_period for each statement execute function refuse_change();
create trigger invoice_not_truncated before truncate on invoice for each statement execute function refuse_change();
create trigger invoice_line_not_truncated before truncate on invoice_line for each statement execute function refuse_change();
create trigger invoice_tax_line_not_truncated before truncate on invoice_tax_line for each statement execute function refuse_change();
create trigger invoice_settlement_not_truncated before truncate on invoice_settlement for each statement execute function refuse_change();
