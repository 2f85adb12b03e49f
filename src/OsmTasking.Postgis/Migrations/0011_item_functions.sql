-- Handing out is one call, so that the choice, the lease and the record are one transaction in one round trip.
-- OT001: take another go. OT003: the quota is used up.

-- The highest priority among the quadkeys around a place, in the set that the project uses.
create function osm_tasking.item_priority(p_project_id bigint, p_quadkey text) returns double precision
language sql stable as $$
    select coalesce(max(q.priority), 0) from osm_tasking.item_quadkey q
    where  q.set_name = coalesce((select p.quadkey_set from osm_tasking.item_project p where p.project_id = p_project_id), '')
    and    q.quadkey = any(array(select left(p_quadkey, n) from generate_series(1, 13) n))
$$;

-- Chooses by priority and random key. Levels are few; each costs one probe of the index.
create function osm_tasking.pick_by_key(
    p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_key int, p_count int, p_spacing double precision) returns bigint[]
language plpgsql as $$
declare
    v_level  double precision := 'infinity';
    v_picked bigint[] := '{}';
    v_more   bigint[];
begin
    loop
        select i.priority into v_level from osm_tasking.item i
        where  i.project_id = p_project_id and i.status = 0 and not i.archived and i.priority < v_level
        order by i.priority desc limit 1;
        exit when not found;

        -- From the random start to the end of the ring, then from its beginning. SKIP LOCKED: nobody waits for a neighbour's commit.
        for v_turn in 0 .. 1 loop
            select array_agg(number) into v_more from (
                select i.number from osm_tasking.item i
                where  i.project_id = p_project_id and i.status = 0 and not i.archived and i.priority = v_level and i.lease_until <= p_now
                and    i.pick >= case v_turn when 0 then p_key else -2147483648 end and i.pick < case v_turn when 0 then 2147483648 else p_key end
                and    not exists (select from osm_tasking.item_skip s where s.project_id = p_project_id and s.mapper_id = p_mapper_id and s.number = i.number)
                and    osm_tasking.is_apart(p_project_id, p_mapper_id, p_now, i.pin, p_spacing)
                order by i.pick limit p_count - cardinality(v_picked) for update of i skip locked) chosen;
            v_picked := v_picked || coalesce(v_more, '{}');
            exit when cardinality(v_picked) >= p_count;
        end loop;
        exit when cardinality(v_picked) >= p_count;
    end loop;

    return v_picked;
end $$;

create function osm_tasking.pick_by_number(
    p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_after bigint, p_count int, p_spacing double precision) returns bigint[]
language plpgsql as $$
declare
    v_picked bigint[] := '{}';
    v_more   bigint[];
begin
    for v_turn in 0 .. 1 loop
        select array_agg(number) into v_more from (
            select i.number from osm_tasking.item i
            where  i.project_id = p_project_id and i.status = 0 and not i.archived and i.lease_until <= p_now
            and    i.number > case v_turn when 0 then p_after else 0 end and i.number <= case v_turn when 0 then 9223372036854775807 else p_after end
            and    not exists (select from osm_tasking.item_skip s where s.project_id = p_project_id and s.mapper_id = p_mapper_id and s.number = i.number)
            and    osm_tasking.is_apart(p_project_id, p_mapper_id, p_now, i.pin, p_spacing)
            order by i.number limit p_count - cardinality(v_picked) for update of i skip locked) chosen;
        v_picked := v_picked || coalesce(v_more, '{}');
        exit when cardinality(v_picked) >= p_count;
    end loop;

    return v_picked;
end $$;

-- Two steps on purpose: locking straight off the distance-ordered index scan fails with "attempted to lock invisible tuple" once a
-- near row has been updated in place, so the index finds candidates and the primary key locks some of them.
create function osm_tasking.pick_by_distance(
    p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_from geometry, p_box geometry, p_centre geometry, p_radius double precision,
    p_count int, p_spacing double precision) returns bigint[]
language plpgsql as $$
declare
    v_picked     bigint[];
    v_candidates bigint;
begin
    for v_attempt in 1 .. 8 loop
        with candidate as materialized (
            select i.number, i.pin <-> p_from as distance from osm_tasking.item i
            where  i.project_id = p_project_id and i.status = 0 and not i.archived and i.pin && p_box and i.lease_until <= p_now
            and    (p_radius is null or st_distancesphere(i.pin, p_centre) <= p_radius)
            and    not exists (select from osm_tasking.item_skip s where s.project_id = p_project_id and s.mapper_id = p_mapper_id and s.number = i.number)
            and    osm_tasking.is_apart(p_project_id, p_mapper_id, p_now, i.pin, p_spacing)
            order by i.pin <-> p_from limit p_count + 100),
        chosen as materialized (
            select i.number, c.distance from candidate c join osm_tasking.item i on i.project_id = p_project_id and i.number = c.number
            where  i.status = 0 and not i.archived and i.lease_until <= p_now
            order by c.distance, i.number limit p_count for update of i skip locked)
        select (select array_agg(number order by distance, number) from chosen), (select count(*) from candidate) into v_picked, v_candidates;
        exit when v_picked is not null or v_candidates = 0;
    end loop;

    if v_picked is null and v_candidates > 0 then
        raise exception 'others took every candidate' using errcode = 'OT001';
    end if;

    return coalesce(v_picked, '{}');
end $$;

create function osm_tasking.is_apart(p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_pin geometry, p_spacing double precision) returns boolean
language sql stable as $$
    select p_spacing <= 0 or not exists (
        select from osm_tasking.item_lease l
        where  l.project_id = p_project_id and l.mapper_id <> p_mapper_id and l.lease_until > p_now and st_distancesphere(l.pin, p_pin) < p_spacing)
$$;

create function osm_tasking.claim_items(
    p_project_id bigint, p_mapper_id bigint, p_now timestamptz, p_until timestamptz, p_order smallint, p_key int, p_after bigint, p_from geometry, p_box geometry,
    p_centre geometry, p_radius double precision, p_count int, p_spacing double precision, p_hour timestamptz, p_quota int)
returns table (again boolean, item osm_tasking.item_view)
language plpgsql as $$
declare
    v_picked bigint[];
begin
    -- Whoever holds a live lease gets it again: a retry, or a second tab, is no second claim.
    select array_agg(l.number order by l.slot) into v_picked from osm_tasking.item_lease l
    where  l.project_id = p_project_id and l.mapper_id = p_mapper_id and l.lease_until > p_now;
    if v_picked is not null then
        return query select true, v from unnest(v_picked) with ordinality p (number, place)
        join osm_tasking.item_view v on v.project_id = p_project_id and v.number = p.number order by p.place;
        return;
    end if;

    v_picked := case p_order
        when 0 then osm_tasking.pick_by_key(p_project_id, p_mapper_id, p_now, p_key, p_count, p_spacing)
        when 1 then osm_tasking.pick_by_number(p_project_id, p_mapper_id, p_now, p_after, p_count, p_spacing)
        else osm_tasking.pick_by_distance(p_project_id, p_mapper_id, p_now, p_from, p_box, p_centre, p_radius, p_count, p_spacing) end;
    if cardinality(v_picked) = 0 then
        return;
    end if;

    if p_quota > 0 then
        insert into osm_tasking.item_usage as u (project_id, mapper_id, kind, since, used)
        select p_project_id, p_mapper_id, 0, p_hour, cardinality(v_picked) where cardinality(v_picked) <= p_quota
        on conflict (project_id, mapper_id, kind, since) do update set used = u.used + cardinality(v_picked) where u.used + cardinality(v_picked) <= p_quota;
        if not found then
            raise exception 'the quota is used up' using errcode = 'OT003';
        end if;
    end if;

    -- Expired rows, of this mapper and of these items, are locked in the order of their numbers: no two claims wait in a circle.
    perform 1 from osm_tasking.item_lease l
    where  l.project_id = p_project_id and ((l.mapper_id = p_mapper_id and l.lease_until <= p_now) or l.number = any(v_picked))
    order by l.number for update;
    delete from osm_tasking.item_lease l
    where  l.project_id = p_project_id and ((l.mapper_id = p_mapper_id and l.lease_until <= p_now) or l.number = any(v_picked));
    update osm_tasking.item i
    set    token = i.token + 1, holder = p_mapper_id, lease_until = p_until, finished_by = null, version = i.version + 1, updated = p_now
    where  i.project_id = p_project_id and i.number = any(v_picked);
    insert into osm_tasking.item_lease (project_id, mapper_id, slot, number, lease_until, pin)
    select p_project_id, p_mapper_id, p.place - 1, p.number, p_until, i.pin
    from   unnest(v_picked) with ordinality p (number, place) join osm_tasking.item i on i.project_id = p_project_id and i.number = p.number;
    insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, token, forced)
    select p_project_id, i.number, i.version, 1, p_now, p_mapper_id, i.token, false
    from   osm_tasking.item i where i.project_id = p_project_id and i.number = any(v_picked);
    return query select false, v from unnest(v_picked) with ordinality p (number, place)
    join osm_tasking.item_view v on v.project_id = p_project_id and v.number = p.number order by p.place;
end $$;

-- One decision of the machine is one call: compare-and-swap, content, leases, skips, history and answer, or nothing.
create function osm_tasking.apply_items(p_project_id bigint, p_items jsonb, p_with_content boolean, p_events jsonb, p_once jsonb) returns void
language plpgsql as $$
declare
    written int;
begin
    if p_once is not null then
        insert into osm_tasking.item_answer (project_id, mapper_id, key, fingerprint, answer)
        values (p_project_id, (p_once ->> 'mapper_id')::bigint, p_once ->> 'key', p_once ->> 'fingerprint', p_once ->> 'answer')
        on conflict do nothing;
        if not found then
            raise exception 'the key has an answer' using errcode = 'OT002';
        end if;
    end if;

    -- Rows are locked in the order of their numbers, so two sets that overlap never wait for each other in a circle.
    perform 1 from osm_tasking.item i
    where  i.project_id = p_project_id and i.number in (select (value ->> 'number')::bigint from jsonb_array_elements(p_items))
    order by i.number for update;

    update osm_tasking.item i
    set    version = n.version, status = n.status, archived = n.archived, token = n.token, holder = n.holder, lease_until = n.lease_until,
           finished_by = n.finished_by, updated = n.updated
    from   jsonb_populate_recordset(null::osm_tasking.item_view, p_items) n
    where  i.project_id = p_project_id and i.number = n.number and i.version = n.version - 1;
    get diagnostics written = row_count;
    if written <> jsonb_array_length(p_items) then
        raise exception 'an item has moved on' using errcode = 'OT001';
    end if;

    if p_with_content then
        update osm_tasking.item i
        set    pin = st_setsrid(st_makepoint((n ->> 'longitude')::float8, (n ->> 'latitude')::float8), 4326), quadkey = n ->> 'quadkey',
               priority = osm_tasking.item_priority(p_project_id, n ->> 'quadkey')
        from   jsonb_array_elements(p_items) n
        where  i.project_id = p_project_id and i.number = (n ->> 'number')::bigint;
        update osm_tasking.item_content c
        set    instructions = n ->> 'instructions', metadata = n ->> 'metadata', features = n ->> 'features', modified_by = n ->> 'modified_by',
               modified_date = n ->> 'modified_date', digest = decode(n ->> 'digest', 'hex')
        from   jsonb_array_elements(p_items) n
        where  c.project_id = p_project_id and c.number = (n ->> 'number')::bigint;
    end if;

    delete from osm_tasking.item_lease l
    where  l.project_id = p_project_id and l.number in (select (value ->> 'number')::bigint from jsonb_array_elements(p_items));
    insert into osm_tasking.item_lease (project_id, mapper_id, slot, number, lease_until, pin)
    select p_project_id, i.holder,
           coalesce((select max(l.slot) from osm_tasking.item_lease l where l.project_id = p_project_id and l.mapper_id = i.holder), -1)
               + row_number() over (partition by i.holder order by i.number),
           i.number, i.lease_until, i.pin
    from   osm_tasking.item i
    where  i.project_id = p_project_id and i.holder is not null and i.number in (select (value ->> 'number')::bigint from jsonb_array_elements(p_items));

    insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, status, token, forced)
    select p_project_id, n.number, n.version, n.kind, n.at, n.actor_id, n.status, n.token, n.forced
    from   jsonb_populate_recordset(null::osm_tasking.item_event, p_events) n
    order by n.number, n.version;
    insert into osm_tasking.item_skip (project_id, mapper_id, number)
    select p_project_id, n.actor_id, n.number from jsonb_populate_recordset(null::osm_tasking.item_event, p_events) n where n.kind = 4
    on conflict do nothing;
end $$;

-- Makes an item; null when the external id is taken.
create function osm_tasking.create_item(p_project_id bigint, p_item jsonb, p_pick int) returns bigint
language plpgsql as $$
declare
    v_number bigint;
begin
    if exists (select from osm_tasking.item where project_id = p_project_id and external_id = p_item ->> 'external_id') then
        return null;
    end if;

    update osm_tasking.item_project set last_number = last_number + 1 where project_id = p_project_id returning last_number into v_number;
    insert into osm_tasking.item (project_id, number, external_id, version, status, archived, pin, quadkey, priority, pick, token, holder, lease_until, finished_by, created_by, created, updated)
    select p_project_id, v_number, n.external_id, 1, n.status, false, st_setsrid(st_makepoint(n.longitude, n.latitude), 4326), p_item ->> 'quadkey', osm_tasking.item_priority(p_project_id, p_item ->> 'quadkey'),
           p_pick, n.token, n.holder, n.lease_until, n.finished_by, n.created_by, n.created, n.updated
    from   jsonb_populate_record(null::osm_tasking.item_view, p_item) n;
    insert into osm_tasking.item_content (project_id, number, instructions, metadata, features, modified_by, modified_date, digest)
    select p_project_id, v_number, n.instructions, n.metadata, n.features, n.modified_by, n.modified_date, decode(p_item ->> 'digest', 'hex')
    from   jsonb_populate_record(null::osm_tasking.item_view, p_item) n;
    insert into osm_tasking.item_lease (project_id, mapper_id, slot, number, lease_until, pin)
    select p_project_id, i.holder, coalesce((select max(l.slot) + 1 from osm_tasking.item_lease l where l.project_id = p_project_id and l.mapper_id = i.holder), 0),
           i.number, i.lease_until, i.pin
    from   osm_tasking.item i where i.project_id = p_project_id and i.number = v_number and i.holder is not null;
    insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, status, token, forced)
    select p_project_id, v_number, 1, 0, i.created, i.created_by, i.status, i.token, false
    from   osm_tasking.item i where i.project_id = p_project_id and i.number = v_number;
    return v_number;
end $$;
