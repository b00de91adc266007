-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger contract_version_not_truncated before truncate on contract_version for each statement execute function refuse_change();
create trigger signature_not_truncated before truncate on signature for each statement execute function refuse_change();
