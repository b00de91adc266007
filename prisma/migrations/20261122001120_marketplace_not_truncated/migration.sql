-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger proposal_version_not_truncated before truncate on proposal_version for each statement execute function refuse_change();
create trigger proposal_hold_not_truncated before truncate on proposal_hold for each statement execute function refuse_change();
