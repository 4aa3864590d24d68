-- Revert phien:meetings from pg
begin;
drop table phien.participant;
drop table phien.site;
drop table phien.meeting;
drop function phien.meeting_history ();
drop function phien.meeting_moved ();
drop function phien.meeting_fixed ();
drop function phien.meeting_not_over ();
drop table phien.template_item;
drop table phien.meeting_template;
drop function phien.rule_needed (int, int, text, int);
drop function phien.rule_of (bigint, text, date);
drop table phien.body_rule;
commit;
