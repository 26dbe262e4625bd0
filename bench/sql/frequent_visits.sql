-- Visits to the health station, the share that was planned, and emergency visits.
WITH visits AS (
    SELECT
        client,
        profession,
        count(*) AS contacts,
        bool_or(
            referred
            OR (
                coalesce(urgency NOT IN ('urgent', 'emergency'), TRUE)
                AND coalesce(booking_lead_days >= 7, FALSE)
            )
        ) AS planned
    FROM read_parquet($contacts)
    WHERE day BETWEEN $window_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND visitor_role IN $visitor_roles
        AND service_family IN $families
        AND (profession IN $professions OR profession IS NULL)
        AND NOT in_plan
    GROUP BY client, day, site, profession
),

at_station AS (
    SELECT
        client,
        count(profession) AS visits,
        -- Each contact whose profession is not recorded may be one more visit.
        sum(if(profession IS NULL, contacts, 1)) AS visits_at_most,
        if(
            count(profession) > 0,
            count(profession) FILTER (planned) / count(profession),
            0
        ) AS planned_share
    FROM visits
    GROUP BY client
),

at_emergency AS (
    SELECT
        client,
        count(*) AS emergency_visits,
        count(*) FILTER (day >= $emergency_window_from) AS recent_emergency_visits
    FROM emergency_visits
    GROUP BY client
)

SELECT
    client,
    coalesce(at_station.visits, 0) AS visits,
    coalesce(planned_share, 0) AS planned_share,
    coalesce(at_emergency.emergency_visits, 0) AS emergency_visits,
    coalesce(at_emergency.recent_emergency_visits, 0) AS recent_emergency_visits,
    CASE
        WHEN at_station.visits > $limit_visits
            OR at_emergency.emergency_visits >= $limit_emergency_visits
            OR at_emergency.recent_emergency_visits >= $limit_recent_emergency_visits
            THEN 'fired'
        WHEN at_station.visits_at_most > $limit_visits THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM at_station
FULL JOIN at_emergency USING (client)
