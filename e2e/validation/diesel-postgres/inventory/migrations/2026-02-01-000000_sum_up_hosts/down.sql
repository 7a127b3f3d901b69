DROP VIEW host_costs;
