-- What may not be deleted row by row may not be emptied at a stroke either: triggers for each row do not see TRUNCATE.
create trigger milestone_report_not_truncated before truncate on milestone_report for each statement execute function refuse_change();
create trigger reservation_not_truncated before truncate on reservation for each statement execute function refuse_change();
create trigger capacity_step_not_truncated before truncate on capacity_step for each statement execute function refuse_change();
