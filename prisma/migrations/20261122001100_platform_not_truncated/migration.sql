-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger event_not_truncated before truncate on event for each statement execute function refuse_change();
create trigger stored_file_not_truncated before truncate on stored_file for each statement execute function refuse_change();
