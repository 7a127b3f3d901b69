DROP VIEW ranked_entries;
