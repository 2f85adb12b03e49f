namespace OsmTasking.Extraction.Checks;

/// <summary>Keys and values in common use, by custom of mappers: what a slip of the fingers is measured against.</summary>
internal static class CommonTags
{
    /// <summary>Gets keys that are right as they are; slips are looked for near those of five letters and more.</summary>
    internal static string[] Keys { get; } = Words("""
        abandoned access addr admin_level advertising aerialway aeroway agricultural alt_name amenity area artist_name artwork_type atm attraction attribution
        automated backrest barrier bench bicycle bicycle_parking bin boat boundary brand bridge building bus bus_bay cables capacity castle_type change
        charge circumference climbing clothes club coach colour color condition conscriptionnumber construction contact content covered craft created_by crop
        crossing cuisine cutting cycleway cyclestreets_id day_off delivery denomination denotation depth description design destination diameter diet direction
        disabled dispensing display disused dog door drive_in drive_through ele electrified embankment emergency end_date entrance est_width exit exit_to
        fax fee female fence_type fire_hydrant fireplace fixme floating foot footway ford forestry frequency from fuel fun gauge genus geological golf goods
        grassland gritting hazard hazmat healthcare height heritage hgv highway historic hoops horse hotel hov ice_road image importance incline indoor industrial
        information inscription int_name int_ref intermittent internet_access irrigation is_in junction kerb lamp_type landcover landuse lanes lane_markings
        layer leaf_cycle leaf_type leisure length level levels liaison line lit loc_name local_ref location lock logo lunch maintenance male man_made manufacturer
        mapillary marker marking material maxaxleload maxheight maxlength maxspeed maxstay maxweight maxwidth memorial meadow microbrewery military mimics minspeed
        min_height mofa moped motor_vehicle motorcar motorcycle motorroad mtb name nat_name nat_ref natural network newsagent noexit nohousenumber noname
        noref note nudism office official_name old_name old_ref oneway openfire opening_hours operator organic orientation outdoor outdoor_seating overtaking owner
        ownership park_ride parking passenger_lines path phone pipeline place plant playground population position post_code postal_code power priority
        produce product proposed protect_class protected psv public public_transport railway ramp ref reg_name reg_ref relation religion
        repeat_on reservation reservoir_type residential resource restriction room rooms roof roundtrip route ruins sac_scale salt school screen seamark seasonal seats
        segregated self_service sells service service_times shelter shelter_type shop short_name shoulder sidewalk site ski skip slope
        smoking smoothness snowmobile social_facility source species sport stairs start_date stars step_count stop stroller structure studio substance substation
        supervised support surface surveillance swimming symbol tactile_paving takeaway tank taxi taxon telecom telephone tents theatre tidal to toilets tomb toll tourism towards
        tower tracks tracktype traffic_calming traffic_sign traffic_signals trail_visibility train tram transformer tree_lined trees trolley_wire trolleybus tunnel turn
        type unisex usage utility vehicle vending via visibility volcano voltage walking wall wallcolor was water water_source waterway website wetland
        wheelchair width wifi wikidata wikipedia winter_road winter_service wires wood works year zoo
        """);

    /// <summary>Gets, for keys whose values are a list, the values in common use.</summary>
    internal static IReadOnlyDictionary<string, string[]> Values { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["highway"] = Words("""
            abandoned bridleway bus_guideway bus_stop busway construction corridor crossing cycleway elevator emergency_access_point emergency_bay escape footway give_way hitchhiking
            ladder living_street milestone mini_roundabout motorway motorway_junction motorway_link passing_place path pedestrian planned platform primary primary_link proposed raceway
            razed residential rest_area road secondary secondary_link service services speed_camera speed_display steps stop street_lamp tertiary tertiary_link toll_gantry track
            traffic_mirror traffic_signals traffic_sign trailhead trunk trunk_link turning_circle turning_loop unclassified via_ferrata
            """),
        ["building"] = Words("""
            allotment_house annexe apartments bakehouse barn barracks basilica boathouse bridge bungalow bunker cabin cathedral chapel church civic clinic collapsed college commercial
            conservatory construction container cowshed detached digester dormitory dwelling_house entrance farm farm_auxiliary fire_station fort garage garages gatehouse
            ger government grandstand greenhouse guardhouse hangar hospital hotel house houseboat hut industrial kindergarten kiosk library livestock manor manufacture marquee military monastery mosque museum
            no office outbuilding palace parking pavilion police presbytery prison public religious residential retail riding_hall roof rowhouse ruins school semidetached_house service
            shed shelter shop shrine silo sports_centre sports_hall stable stadium static_caravan stilt_house storage_tank sty supermarket synagogue temple temporary tent terrace tower toilets
            train_station transformer_tower transportation tree_house trullo university villa warehouse water_tower winery works yes
            """),
        ["landuse"] = Words("""
            allotments animal_keeping aquaculture basin brownfield cemetery churchyard commercial conservation construction depot education farmland farmyard flowerbed forest garages grass greenfield
            greenhouse_horticulture harbour industrial institutional landfill logging meadow military orchard paddy plant_nursery port quarry railway recreation_ground religious reservoir residential
            retail salt_pond traffic_island vineyard village_green winter_sports
            """),
        ["natural"] = Words("""
            anthill arch arete avalanche_dam bare_rock bay beach blowhole cape cave_entrance cliff coastline crevasse dune earth_bank fell fumarole gap geyser glacier grass grassland gully heath hill hot_spring
            isthmus land moor mud peak peninsula plateau reef ridge rock saddle sand scree scrub shingle shoal shrub shrubbery shrubs sinkhole spring stone strait tree tree_group tree_row tree_stump tundra valley
            volcano water wetland wood
            """),
        ["surface"] = Words("""
            acrylic artificial_turf asphalt bitumen brick bricks chipseal clay cobblestone compacted concrete concrete:lanes concrete:plates decoturf dirt earth fine_gravel grass grass_paver gravel ground
            hard ice laterite metal metal_grid mud paved paving_stones pebblestone plastic rock rocks rubber salt sand sett shells snow stepping_stones stone tartan tiles unhewn_cobblestone unpaved wood woodchips
            """),
        ["barrier"] = Words("""
            block bollard border_control bump_gate bus_trap cable_barrier cattle_grid chain city_wall coupure curb cycle_barrier debris ditch entrance fence full-height_turnstile gate guard_rail hampshire_gate
            handrail hedge hedge_bank height_restrictor horse_stile jersey_barrier kerb kissing_gate lift_gate log motorcycle_barrier planter retaining_wall rope sally_port sliding_beam sliding_gate spikes stile stone
            swing_gate toll_booth tank_trap turnstile wall wicket_gate wedge yes
            """),
        ["waterway"] = Words("""
            boatyard canal dam derelict_canal ditch dock drain drystream fairway fish_pass floodgate flowline fuel lock_gate milestone pressurised rapids river riverbank sanitary_dump_station security_lock sluice_gate soakhole
            spillway stream stream_end tidal_channel turning_point wadi wash water_point waterfall weir
            """),
        ["leisure"] = Words("""
            adult_gaming_centre amusement_arcade bandstand bathing_place beach_resort bird_hide bleachers bowling_alley common dance disc_golf_course dog_park escape_game fairground firepit fishing fitness_centre
            fitness_station garden golf_course hackerspace horse_riding ice_rink indoor_play marina miniature_golf nature_reserve outdoor_seating park picnic_site picnic_table pitch playground recreation_ground resort
            sauna schoolyard slipway sports_centre sports_hall stadium summer_camp swimming_area swimming_pool tanning_salon track trampoline_park turkish_bath water_park wildlife_hide
            """),
        ["oneway"] = Words("yes no -1 reversible alternating true false 1 0"),
        ["access"] = Words("agricultural customers delivery designated destination emergency employees forestry military no official permissive permit private public residents unknown variable yes"),
    };

    /// <summary>Gets keys that say something of a thing, but not what it is; with one of the first kind and none that says it, something is missing.</summary>
    internal static string[] Traits { get; } = Words("maxspeed lanes oneway surface smoothness tracktype sidewalk building:levels building:material roof:shape roof:levels roof:material roof:colour name maxweight maxheight lit incline");

    /// <summary>Gets keys that say nothing of the thing at all.</summary>
    internal static string[] Remarks { get; } = Words("""
        source note fixme FIXME created_by attribution comment description image wikidata wikipedia website ref start_date height width ele layer level access foot bicycle horse motor_vehicle alt_name int_name old_name short_name
        loc_name official_name source:date source:name survey:date check_date url phone opening_hours operator import_uuid
        """);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
