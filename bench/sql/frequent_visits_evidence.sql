-- The visits to the health station and the emergency visits, for the fired.
WITH fired AS (
    SELECT client FROM outcomes WHERE frequent_visits = 'fired'
),

counted AS (
    SELECT client, day, contact_id
    FROM read_parquet($contacts)
    WHERE day BETWEEN $window_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND visitor_role IN $visitor_roles
        AND service_family IN $families
        AND profession IN $professions
        AND NOT in_plan
        AND client IN (SELECT client FROM fired)
    UNION ALL
    SELECT client, day, contact_id
    FROM emergency_visits
    WHERE client IN (SELECT client FROM fired)
)

SELECT
    client,
    'frequent_visits' AS trigger,
    list_sort(list(contact_id)) AS evidence,
    max(day) AS newest_on
FROM counted
GROUP BY client
