diesel::table! {
    hosts (id) {
        id -> Uuid,
        name -> Text,
        address -> Inet,
        cost -> Numeric,
        seen -> Timestamptz,
        rebooted -> Timestamptz,
    }
}

diesel::table! {
    host_costs (id) {
        id -> Uuid,
        name -> Text,
        address -> Inet,
        network -> Inet,
        cost -> Numeric,
        total -> Numeric,
        seen -> Timestamptz,
        rebooted -> Timestamptz,
        uptime -> BigInt,
    }
}
