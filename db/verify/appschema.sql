-- Verify phien:appschema on pg
begin;
select 1 / (phien.vn_fold ('Nghị quyết ĐẠI HỘI ở Huế, ngữ, Ước') = 'nghi quyet dai hoi o hue, ngu, uoc')::int;
select object, from_state, to_state from phien.state_move where false;
select 1 / count (*) from phien.state_move where object = 'meeting' and from_state = 'published' and to_state = 'open';
rollback;
