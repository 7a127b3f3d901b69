CREATE VIEW ranked_entries AS
SELECT number, item, amount,
       CAST(sum(amount) OVER (ORDER BY number) AS INTEGER) AS running_total,
       rank() OVER (ORDER BY amount DESC) AS rank
FROM entries;
