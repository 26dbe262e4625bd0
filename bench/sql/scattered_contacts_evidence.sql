-- The contacts that count, for the fired.
SELECT
    client,
    'scattered_contacts' AS trigger,
    list_sort(list(contact_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($contacts)
WHERE day BETWEEN $window_from AND $as_of
    AND status = 'fulfilled'
    AND mode IN $modes
    AND service_family NOT IN $left_out_families
    AND visitor_role IN $visitor_roles
    AND NOT referred
    AND client IN (SELECT client FROM outcomes WHERE scattered_contacts = 'fired')
GROUP BY client
