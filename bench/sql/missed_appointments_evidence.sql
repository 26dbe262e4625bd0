-- The no-shows that count, for the fired.
SELECT
    client,
    'missed_appointments' AS trigger,
    list_sort(list(contact_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($contacts)
WHERE day BETWEEN $long_window_from AND $as_of
    AND visitor_role IN $visitor_roles
    AND mode IN $modes
    AND service_family NOT IN $left_out_families
    AND (booking_lead_days IS NULL OR booking_lead_days >= 0)
    AND status = 'no_show'
    AND absence_explained IS DISTINCT FROM TRUE
    AND client IN (SELECT client FROM outcomes WHERE missed_appointments = 'fired')
    AND (client, day) IN (SELECT (client, day) FROM missed_days)
GROUP BY client
