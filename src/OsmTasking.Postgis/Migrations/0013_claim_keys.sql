-- Handing out under an Idempotency-Key, which is taken before the choice: the same request, sent twice at once, waits for the first one to end and has its answer.
-- OT001: take another go. OT003: the quota is used up. OT004: the key was another request's.
create function osm_tasking.claim_items(
    p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_until timestamptz, p_order smallint, p_key int, p_after bigint, p_from geometry, p_box geometry,
    p_centre geometry, p_radius double precision, p_count int, p_spacing double precision, p_hour timestamptz, p_quota int, p_once text, p_fingerprint text)
returns table (again boolean, item osm_tasking.item_view)
language plpgsql as $$
declare
    v_known osm_tasking.item_answer;
begin
    if p_once is not null then
        insert into osm_tasking.item_answer (project_id, mapper_id, key, fingerprint, answer)
        values (p_project_id, p_mapper_id, p_once, p_fingerprint, '[]') on conflict do nothing;
        if not found then
            select * into v_known from osm_tasking.item_answer a where a.project_id = p_project_id and a.mapper_id = p_mapper_id and a.key = p_once;
            if v_known is null then
                raise exception 'the answer was removed this instant' using errcode = 'OT001';
            elsif v_known.fingerprint <> p_fingerprint then
                raise exception 'the key was used for something else' using errcode = 'OT004';
            end if;

            return query select true, v from jsonb_populate_recordset(null::osm_tasking.item_view, v_known.answer::jsonb) v;
            return;
        end if;
    end if;

    return query select c.again, c.item from osm_tasking.claim_items(
        p_project_id, p_mapper_id, p_now, p_until, p_order, p_key, p_after, p_from, p_box, p_centre, p_radius, p_count, p_spacing, p_hour, p_quota) c;
    if found and p_once is not null then
        update osm_tasking.item_answer a
        set    answer = (
            select jsonb_agg(to_jsonb(v) - 'pin' order by l.slot) from osm_tasking.item_lease l
            join   osm_tasking.item_view v on v.project_id = p_project_id and v.number = l.number
            where  l.project_id = p_project_id and l.mapper_id = p_mapper_id and l.lease_until > p_now)
        where  a.project_id = p_project_id and a.mapper_id = p_mapper_id and a.key = p_once;
    elsif p_once is not null then
        -- That nothing is left is no answer: something may be, the next time.
        delete from osm_tasking.item_answer a where a.project_id = p_project_id and a.mapper_id = p_mapper_id and a.key = p_once;
    end if;
end $$;
