-- Routes objects as raw-data-api does: tagged nodes to points, ways by their topology alone, multipolygons and boundaries to
-- areas, all other relations to the lines of their members. For osm2pgsql's flex output, in degrees.

local function define(name, id_kind, geometry_kind)
    return osm2pgsql.define_table({
        name = name,
        schema = os.getenv('PEER_SCHEMA'),
        ids = { type = id_kind, id_column = 'osm_id', create_index = 'always' },
        columns = {
            { column = 'uid', type = 'int' },
            { column = 'user', type = 'text' },
            { column = 'version', type = 'int' },
            { column = 'changeset', type = 'int' },
            { column = 'timestamp', sql_type = 'timestamp' },
            { column = 'tags', type = 'jsonb' },
            { column = 'geom', type = geometry_kind, projection = 4326, not_null = true },
        },
    })
end

local nodes = define('nodes', 'node', 'point')
local lines = define('ways_line', 'way', 'linestring')
local areas = define('ways_poly', 'way', 'polygon')
local relations = define('relations', 'relation', 'geometry')

local function row(object, geometry)
    return {
        uid = object.uid,
        user = object.user,
        version = object.version,
        changeset = object.changeset,
        timestamp = object.timestamp and os.date('!%Y-%m-%dT%H:%M:%S', object.timestamp) or nil,
        tags = object.tags,
        geom = geometry,
    }
end

function osm2pgsql.process_node(object)
    if next(object.tags) then
        nodes:insert(row(object, object:as_point()))
    end
end

function osm2pgsql.process_way(object)
    if not next(object.tags) then
        return
    end
    if object.is_closed and #object.nodes > 3 then
        areas:insert(row(object, object:as_polygon()))
    else
        lines:insert(row(object, object:as_linestring()))
    end
end

function osm2pgsql.process_relation(object)
    local kind = object.tags.type
    object.tags.type = nil
    if not next(object.tags) then
        return
    end
    object.tags.type = kind
    if kind == 'multipolygon' or kind == 'boundary' then
        relations:insert(row(object, object:as_multipolygon()))
    else
        relations:insert(row(object, object:as_multilinestring()))
    end
end
