CREATE VIEW host_costs AS
SELECT id, name, address, network(address)::inet AS network, cost,
       sum(cost) OVER (ORDER BY id) AS total,
       seen, rebooted,
       extract(epoch FROM seen - rebooted)::bigint AS uptime
FROM hosts;
